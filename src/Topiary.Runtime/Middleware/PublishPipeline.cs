using System.Text;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>The publish middleware of an application, composed once, at the first message. Exists only where there is any. Thread-safe.</summary>
internal sealed class PublishPipeline(MqttClient client, IServiceProvider services, IReadOnlyList<Func<IServiceProvider, IPublishMiddleware>> parts)
{
    // Not before the first message: what middleware asks for may need the client in its turn.
    private readonly Lazy<PublishDelegate> _chain = new(() => Compose(services, parts));

    /// <summary>Sends a one-way message through the middleware.</summary>
    public ValueTask PublishAsync(in OutgoingMessage message, CancellationToken ct) =>
        _chain.Value(Take(message, MessageKind.OneWay, async (sent, token) => sent.Result = await client.PublishAsync(Write(sent, request: null), token).ConfigureAwait(false)), ct);

    /// <summary>Sends a request through the middleware and gives the answer's payload.</summary>
    /// <param name="message">The request.</param>
    /// <param name="ask">Sends a frame and gives its answer.</param>
    /// <param name="ct">The caller's token.</param>
    public async ValueTask<ReadOnlyMemory<byte>> RequestAsync(
        OutgoingMessage message, Func<PublishFrame, CancellationToken, ValueTask<byte[]>> ask, CancellationToken ct)
    {
        var request = message.Request;
        var expiry = message.Frame.ExpirySeconds;
        var context = Take(message, MessageKind.Request, async (sent, token) => sent.Reply = await ask(Write(sent, request, expiry), token).ConfigureAwait(false));
        await _chain.Value(context, ct).ConfigureAwait(false);
        return context.Reply
            ?? throw new InvalidOperationException($"A publish middleware kept the request on '{context.Topic}' without an answer: it must call next, set Reply, or throw.");
    }

    /// <summary>Sends a request for a stream through the middleware; false when that has kept it.</summary>
    public async ValueTask<bool> StartStreamAsync(OutgoingMessage message, Func<PublishFrame, CancellationToken, ValueTask> start, CancellationToken ct)
    {
        var request = message.Request;
        var expiry = message.Frame.ExpirySeconds;
        var context = Take(message, MessageKind.StreamRequest, async (sent, token) =>
        {
            sent.IsSent = true;
            await start(Write(sent, request, expiry), token).ConfigureAwait(false);
        });
        await _chain.Value(context, ct).ConfigureAwait(false);
        return context.IsSent;
    }

    /// <summary>Sends an answer through the middleware.</summary>
    /// <param name="answer">The answer as the responder wrote it; given up by the caller.</param>
    /// <param name="kind">An answer, or an element.</param>
    /// <param name="contentType">Its content type; empty for none.</param>
    /// <param name="send">Sends what the middleware has made of it.</param>
    /// <param name="ct">Stops the wait.</param>
    public ValueTask ReplyAsync(PublishFrame answer, MessageKind kind, string contentType, PublishDelegate send, CancellationToken ct)
    {
        var context = new PublishContext(kind, TopicStringPool.Shared.GetString(answer.Topic), null, answer.Payload.ToArray(), null)
        {
            Send = send,
            ContentType = contentType.Length == 0 ? null : contentType,
            Expiry = ToExpiry(answer.ExpirySeconds),
        };
        answer.Return();
        return _chain.Value(context, ct);
    }

    private static PublishDelegate Compose(IServiceProvider services, IReadOnlyList<Func<IServiceProvider, IPublishMiddleware>> parts)
    {
        PublishDelegate chain = static (message, ct) => message.Send(message, ct);
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            var (middleware, next) = (parts[i](services), chain);
            chain = (message, ct) => middleware.PublishAsync(message, next, ct);
        }

        return chain;
    }

    private static PublishContext Take(in OutgoingMessage message, MessageKind kind, PublishDelegate send)
    {
        var frame = message.Frame;
        var context = new PublishContext(
            kind, TopicStringPool.Shared.GetString(frame.Topic), message.Declaration.Template, frame.Payload.ToArray(), message.UserProperties)
        {
            Send = send,
            ContentType = message.HasContentType ? message.Declaration.ContentTypeText : null,
            QoS = frame.QoS,
            Retain = frame.Retain,
            Expiry = ToExpiry(frame.ExpirySeconds),
        };
        TraceContext.Inject(context.UserProperties, message.Activity);
        frame.Return();
        return context;
    }

    private static TimeSpan? ToExpiry(uint seconds) => seconds == 0 ? null : TimeSpan.FromSeconds(seconds);

    private PublishFrame Write(PublishContext message, RequestTicket? request, uint deadlineSeconds = 0)
    {
        var frame = client.RentFrame();
        try
        {
            frame.QoS = message.QoS;
            frame.Retain = request is null && message.Retain;
            frame.ExpirySeconds = request is not null ? deadlineSeconds : message.Expiry is { } life ? MessagePublisher.WholeSeconds(life) : 0;
            frame.AppendTopic(Encoding.UTF8.GetBytes(message.Topic));
            request?.WriteTo(frame);
            if (message.ContentType is { } contentType)
            {
                frame.SetContentType(Encoding.UTF8.GetBytes(contentType));
            }

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
}
