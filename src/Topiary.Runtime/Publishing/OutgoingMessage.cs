using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// A message being written by a generated publisher, straight into the client's outgoing frame: topic first, then the
/// payload. Kept in one local variable; whoever began it hands it to the <see cref="MessagePublisher"/>, once.
/// A member that throws gives the frame back.
/// </summary>
public struct OutgoingMessage
{
    private const int LongestTopic = ushort.MaxValue;
    private const int FirstGuess = 64;
    private readonly PublishOptions? _options;
    private bool _hasProperties;

    internal OutgoingMessage(PublishFrame frame, TopicDeclaration declaration, PublishOptions? options, RequestTicket? request)
    {
        Frame = frame;
        Declaration = declaration;
        Request = request;
        _options = options;
    }

    internal PublishFrame Frame { get; }

    internal TopicDeclaration Declaration { get; }

    internal RequestTicket? Request { get; }

    /// <summary>Whether the payload's content type has been written.</summary>
    internal bool HasContentType { get; private set; }

    internal readonly UserProperties? UserProperties => _options?.UserProperties;

    /// <summary>Whether it is only written down, and so has no trace.</summary>
    internal bool IsCaptured { get; init; }

    /// <summary>Its span, whose context it carries; null when nobody wants one.</summary>
    internal Activity? Activity { get; private set; }

    internal readonly string TopicText => Encoding.UTF8.GetString(Frame.Topic);

    /// <summary>The exception for an enum level whose value is no named member.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="value">The value.</param>
    /// <returns>The exception to throw.</returns>
    public static ArgumentException UndefinedEnum<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum =>
        new($"The topic level '{name}' has the value {value:D}, which is no member of {typeof(TEnum).Name}.", name);

    /// <summary>Appends text of the template.</summary>
    /// <param name="text">Text, slashes included.</param>
    public readonly void Literal(ReadOnlySpan<byte> text) => Frame.AppendTopic(text);

    /// <summary>Appends a string as one level.</summary>
    /// <param name="value">Not empty; without '/', '+', '#' and U+0000.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <exception cref="ArgumentException">The value cannot be a level.</exception>
    public readonly void Level(string value, string name)
    {
        if (value is null || !TopicLevelRules.IsLevel(value) || !TryAppend(value))
        {
            throw Refuse(value is null ? new ArgumentNullException(name) : TopicLevelRules.NotALevel(value, name));
        }
    }

    /// <summary>Appends <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Name of the parameter.</param>
    public readonly void Level(bool value, string name)
    {
        _ = name;
        Frame.AppendTopic(value ? "true"u8 : "false"u8);
    }

    /// <summary>Appends a value that formats itself as UTF-8, in the invariant culture.</summary>
    /// <typeparam name="T">Type of the level.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <exception cref="ArgumentException">What the value formats as cannot be a level.</exception>
    public readonly void Level<T>(T value, string name)
        where T : IUtf8SpanFormattable
    {
        if (value is null)
        {
            throw Refuse(new ArgumentNullException(name));
        }

        for (var size = FirstGuess; size <= LongestTopic * 2; size *= 2)
        {
            var span = Frame.GetTopicSpan(size);
            if (value.TryFormat(span, out var written, LevelTraits<T>.Format, CultureInfo.InvariantCulture))
            {
                if (!LevelTraits<T>.IsInteger && !TopicLevelRules.IsLevel(span[..written]))
                {
                    throw Refuse(TopicLevelRules.NotALevel(Encoding.UTF8.GetString(span[..written]), name));
                }

                Frame.AdvanceTopic(written);
                return;
            }
        }

        throw Refuse(new ArgumentException($"The topic level '{name}' is longer than a topic may be ({LongestTopic} bytes).", name));
    }

    /// <summary>Appends a value that formats itself as characters only, in the invariant culture.</summary>
    /// <typeparam name="T">Type of the level.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <exception cref="ArgumentException">What the value formats as cannot be a level.</exception>
    public readonly void SpanLevel<T>(T value, string name)
        where T : ISpanFormattable
    {
        if (value is null)
        {
            throw Refuse(new ArgumentNullException(name));
        }

        Span<char> chars = stackalloc char[FirstGuess];
        var text = value.TryFormat(chars, out var written, LevelTraits<T>.Format, CultureInfo.InvariantCulture)
            ? chars[..written]
            : value.ToString(LevelTraits<T>.Format, CultureInfo.InvariantCulture).AsSpan();
        if (!TopicLevelRules.IsLevel(text) || !TryAppend(text))
        {
            throw Refuse(TopicLevelRules.NotALevel(text.ToString(), name));
        }
    }

    /// <summary>Appends the rest of the topic (<c>{**name}</c>), which may hold slashes.</summary>
    /// <param name="value">Not empty; without '+', '#' and U+0000.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <exception cref="ArgumentException">The value cannot end a topic.</exception>
    public readonly void Rest(string value, string name)
    {
        if (value is null || !TopicLevelRules.IsRest(value) || !TryAppend(value))
        {
            throw Refuse(value is null ? new ArgumentNullException(name) : TopicLevelRules.NotARest(value, name));
        }
    }

    /// <summary>Writes the payload, and the content type with it.</summary>
    /// <typeparam name="T">Type of the payload.</typeparam>
    /// <param name="value">The payload.</param>
    /// <param name="serializer">Its serializer.</param>
    /// <exception cref="MqttPayloadException">The serializer failed.</exception>
    public void Payload<T>(T value, IPayloadSerializer<T> serializer)
    {
        if (Declaration.ContentType.Length > 0)
        {
            Frame.SetEncodedContentType(Declaration.ContentType);
            HasContentType = true;
        }

        WriteProperties();
        try
        {
            serializer.Serialize(value, Frame);
        }
        catch (Exception e)
        {
            var topic = TopicText;
            throw Refuse(new MqttPayloadException(topic, $"The payload for '{topic}' ({typeof(T).Name}) cannot be written: {e.Message}", e));
        }
    }

    /// <summary>Writes a payload that may be null, which leaves the payload empty.</summary>
    /// <typeparam name="T">Type of the payload.</typeparam>
    /// <param name="value">The payload, or null.</param>
    /// <param name="serializer">Its serializer.</param>
    /// <exception cref="MqttPayloadException">The serializer failed.</exception>
    public void OptionalPayload<T>(T? value, IPayloadSerializer<T> serializer)
    {
        if (value is not null)
        {
            Payload(value, serializer);
        }
    }

    /// <summary>Writes the properties unless they are written already; the topic is complete now.</summary>
    internal void WriteProperties()
    {
        if (_hasProperties)
        {
            return;
        }

        _hasProperties = true;
        CheckTopicLength();
        Frame.HasCheckedTopic = true;
        if (Request is not null)
        {
            Request.WriteTo(Frame);
        }

        if (_options is { UserProperties.Count: > 0 })
        {
            foreach (var pair in _options.UserProperties)
            {
                Frame.AddUserProperty(pair.Key, pair.Value);
            }
        }

        if (IsCaptured)
        {
            return;
        }

        var isRequest = Request is not null;
        Activity = SendTelemetry.Begin(isRequest ? Declaration.RequestName : Declaration.SendName, isRequest, Declaration.Template, Frame);
        TraceContext.Inject(Frame, Activity, _options?.UserProperties);
    }

    private readonly void CheckTopicLength()
    {
        if (Frame.Topic.Length > LongestTopic)
        {
            throw Refuse(new ArgumentException(
                $"The topic made from '{Declaration.Template}' has {Frame.Topic.Length} bytes of UTF-8; MQTT allows {LongestTopic}."));
        }
    }

    private readonly bool TryAppend(ReadOnlySpan<char> text)
    {
        // A character takes up to three bytes; text that cannot fit whatever it holds is refused by the length check later.
        var span = Frame.GetTopicSpan(text.Length * 3);
        if (Utf8.FromUtf16(text, span, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return false;
        }

        Frame.AdvanceTopic(written);
        return true;
    }

    private readonly TException Refuse<TException>(TException exception)
        where TException : Exception
    {
        SendTelemetry.Abandon(Activity, exception);
        Frame.Return();
        return exception;
    }
}
