using Topiary.Runtime;

namespace Topiary;

/// <summary>A message on its way out, as <see cref="IPublishMiddleware"/> sees it. Used by one caller at a time.</summary>
public sealed class PublishContext
{
    private string _topic;

    internal PublishContext(MessageKind kind, string topic, string? template, byte[] payload, UserProperties? userProperties)
    {
        Kind = kind;
        Template = template;
        Payload = payload;
        UserProperties = userProperties is null ? new UserProperties() : new UserProperties(userProperties);
        _topic = topic;
    }

    /// <summary>What the message is for.</summary>
    public MessageKind Kind { get; }

    /// <summary>The contract's template, such as <c>greenhouse/{house}/climate</c>; null for answers.</summary>
    public string? Template { get; }

    /// <summary>The topic. Where an answer goes cannot be changed.</summary>
    /// <exception cref="ArgumentException">The value is no topic to publish to.</exception>
    /// <exception cref="InvalidOperationException">The message is an answer.</exception>
    public string Topic
    {
        get => _topic;
        set
        {
            if (Kind is MessageKind.Reply or MessageKind.StreamElement)
            {
                throw new InvalidOperationException("An answer goes to the topic that its request names.");
            }

            ArgumentException.ThrowIfNullOrEmpty(value);
            _topic = TopicLevelRules.IsRest(value) ? value : throw new ArgumentException($"'{value}' is no topic to publish to.", nameof(value));
        }
    }

    /// <summary>The payload as it goes out.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>User properties; may be added to. Those by which requester and responder understand each other are not among them.</summary>
    public UserProperties UserProperties { get; }

    /// <summary>Content type, or null.</summary>
    public string? ContentType { get; set; }

    /// <summary>Quality of service. Answers are sent at QoS 0 whatever is set.</summary>
    public QoS QoS { get; set; }

    /// <summary>Whether the broker keeps the message; only one-way messages can be kept.</summary>
    public bool Retain { get; set; }

    /// <summary>Message expiry in whole seconds; null for never. Of a request and its answers it is the deadline, and not changed by setting it.</summary>
    public TimeSpan? Expiry { get; set; }

    /// <summary>
    /// The answer to a request, its payload as it came: null before it has come, and for everything that is no
    /// <see cref="MessageKind.Request"/>. Setting it gives the caller another answer, or one without asking.
    /// </summary>
    public ReadOnlyMemory<byte>? Reply { get; set; }

    /// <summary>What the broker said to a one-way message; null before that.</summary>
    public MqttPublishResult? Result { get; internal set; }

    /// <summary>Ends the chain.</summary>
    internal PublishDelegate Send { get; init; } = static (_, _) => default;

    internal bool IsSent { get; set; }
}
