using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// Publishes answers, at QoS 0: an answer is only worth something while its requester waits, and must not be held up by
/// flow control. A requester that has left is no failure. Thread-safe.
/// </summary>
internal sealed class ReplyWriter(MqttClient client, PublishPipeline? middleware, ILogger logger)
{
    /// <summary>Sends a value, as an element of a stream when <paramref name="word"/> is given.</summary>
    /// <param name="address">Where it goes.</param>
    /// <param name="value">The value.</param>
    /// <param name="serializer">Its serializer.</param>
    /// <param name="contentType">Its content type; empty for none.</param>
    /// <param name="word">Number of the element; null for a whole answer.</param>
    /// <param name="request">The request, if it wants to know what it was answered.</param>
    /// <param name="ct">Stops the wait.</param>
    public ValueTask SendAsync<T>(
        in ReplyAddress address, T value, IPayloadSerializer<T> serializer, string contentType, string? word, IncomingMessage? request, CancellationToken ct)
    {
        var frame = Begin(address);
        WriteProperties(frame, contentType, word);
        try
        {
            serializer.Serialize(value, frame);
        }
        catch (Exception e)
        {
            var topic = Encoding.UTF8.GetString(address.Topic.Span);
            frame.Return();
            throw new MqttPayloadException(topic, $"The answer ({typeof(T).Name}) for '{topic}' cannot be written: {e.Message}", e);
        }

        if (request is { CapturesReply: true })
        {
            request.Reply = new CapturedReply(frame.Payload.ToArray(), contentType);
        }

        return middleware is null ? SentAsync(client.PublishAsync(frame, ct)) : ThroughMiddlewareAsync(frame, address, contentType, word, ct);
    }

    /// <summary>Sends a word about a stream together with the topic on which the requester's words are heard.</summary>
    public ValueTask SendAsync(in ReplyAddress address, byte[] controlTopic, string word, CancellationToken ct)
    {
        var frame = Begin(address);
        frame.SetResponseTopic(controlTopic);
        frame.AddUserProperty(ReplyProperties.Stream, word);
        return SentAsync(client.PublishAsync(frame, ct));
    }

    /// <summary>Sends the end of a stream.</summary>
    public ValueTask SendEndAsync(in ReplyAddress address, string word, MqttRequestException? error, CancellationToken ct)
    {
        var frame = Begin(address);
        frame.AddUserProperty(ReplyProperties.Stream, word);
        AddError(frame, error);
        return SentAsync(client.PublishAsync(frame, ct));
    }

    /// <summary>Sends a refusal.</summary>
    public ValueTask SendErrorAsync(in ReplyAddress address, MqttRequestException error, CancellationToken ct)
    {
        var frame = Begin(address);
        AddError(frame, error);
        return SentAsync(client.PublishAsync(frame, ct));
    }

    /// <summary>Sends a word that nobody waits for.</summary>
    public void Say(in ReplyAddress address, byte[] controlTopic, string word) =>
        _ = ObserveAsync(SendAsync(address, controlTopic, word, CancellationToken.None));

    /// <summary>Sends a report of progress. That it could not be sent is logged.</summary>
    public async Task SayAsync<T>(ReplyAddress address, T value, IPayloadSerializer<T> serializer, string word)
    {
        try
        {
            await SendAsync(address, value, serializer, "", word, request: null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Of the serializer or of middleware too; the request goes on without.
            Log.ProgressFailed(logger, e, Encoding.UTF8.GetString(address.Topic.Span));
        }
    }

    /// <summary>Sends a refusal that nobody waits for.</summary>
    public void Say(in ReplyAddress address, MqttRequestException error) =>
        _ = ObserveAsync(SendErrorAsync(address, error, CancellationToken.None));

    private static void AddError(PublishFrame frame, MqttRequestException? error)
    {
        if (error is not null)
        {
            frame.AddUserProperty(ReplyProperties.Error, PropertyText.Clean(error.Code));
            frame.AddUserProperty(ReplyProperties.ErrorMessage, PropertyText.Clean(error.Message));
        }
    }

    private static void WriteProperties(PublishFrame frame, string? contentType, string? word)
    {
        if (!string.IsNullOrEmpty(contentType))
        {
            SetContentType(frame, contentType);
        }

        if (word is not null)
        {
            frame.AddUserProperty(ReplyProperties.Stream, word);
        }
    }

    private static void SetContentType(PublishFrame frame, string contentType)
    {
        Span<byte> utf8 = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(contentType, utf8, out var written))
        {
            frame.SetContentType(utf8[..written]);
        }
        else
        {
            frame.SetContentType(Encoding.UTF8.GetBytes(contentType));
        }
    }

    private static ValueTask SentAsync(ValueTask<MqttPublishResult> publish)
    {
        if (!publish.IsCompletedSuccessfully)
        {
            return WaitAsync(publish);
        }

        _ = publish.Result;
        return default;
    }

    private static async ValueTask WaitAsync(ValueTask<MqttPublishResult> publish) => await publish.ConfigureAwait(false);

    private ValueTask ThroughMiddlewareAsync(PublishFrame answer, ReplyAddress address, string contentType, string? word, CancellationToken ct)
    {
        var kind = word is null ? MessageKind.Reply
            : word.StartsWith(ReplyProperties.Progress, StringComparison.Ordinal) ? MessageKind.Progress
            : MessageKind.StreamElement;
        return middleware!.ReplyAsync(answer, kind, contentType, (message, token) => SentAsync(client.PublishAsync(Write(address, message, word), token)), ct);
    }

    private PublishFrame Write(in ReplyAddress address, PublishContext message, string? word)
    {
        var frame = Begin(address);
        try
        {
            WriteProperties(frame, message.ContentType, word);
            foreach (var pair in message.UserProperties)
            {
                frame.AddUserProperty(pair.Key, pair.Value);
            }

            message.Payload.Span.CopyTo(frame.GetSpan(message.Payload.Length));
            frame.Advance(message.Payload.Length);
            return frame;
        }
        catch
        {
            frame.Return();
            throw;
        }
    }

    private PublishFrame Begin(in ReplyAddress address)
    {
        var frame = client.RentFrame();
        frame.QoS = QoS.AtMostOnce;
        frame.ExpirySeconds = address.ExpirySeconds;
        frame.AppendTopic(address.Topic.Span);
        if (!address.Data.IsEmpty)
        {
            frame.SetCorrelationData(address.Data.Span);
        }

        return frame;
    }

    private async Task ObserveAsync(ValueTask sent)
    {
        try
        {
            await sent.ConfigureAwait(false);
        }
        catch (MqttException e)
        {
            Log.StreamControlFailed(logger, e);
        }
        catch (ObjectDisposedException e)
        {
            Log.StreamControlFailed(logger, e);
        }
    }
}
