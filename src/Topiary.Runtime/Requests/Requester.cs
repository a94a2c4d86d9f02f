using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime;

/// <summary>The requesting side: sends a request, and waits for one answer or a stream of them. Thread-safe.</summary>
internal sealed class Requester(
    MqttClient client, ReplyChannel replies, RuntimeMonitor monitor, TimeProvider time, ILogger logger, PublishPipeline? publishing, HandlePipeline? handling)
{
    private readonly RepeaterList _repeaters = new(client);

    /// <summary>Makes what a request carries.</summary>
    public RequestTicket CreateTicket(TopicDeclaration declaration)
    {
        RequireVersion(declaration);
        return replies.CreateTicket(declaration.Window);
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public async ValueTask<TResponse> RequestAsync<TResponse>(
        OutgoingMessage message, IPayloadSerializer<TResponse> serializer, IProgressSink? progress, CancellationToken ct)
    {
        var topic = TopicStringPool.Shared.GetString(message.Frame.Topic);
        if (publishing is null)
        {
            return Read(await AskAsync(message.Frame, message, progress, ct).ConfigureAwait(false), topic, serializer);
        }

        var reply = await publishing.RequestAsync(message, (frame, token) => AskAsync(frame, message, progress, token), ct).ConfigureAwait(false);
        return Read(reply.Span, topic, serializer);
    }

    /// <summary>Sends a request for a streamed answer and yields its elements.</summary>
    public async IAsyncEnumerable<TResponse> StreamAsync<TResponse>(
        Func<OutgoingMessage> begin, IPayloadSerializer<TResponse> serializer, [EnumeratorCancellation] CancellationToken ct)
    {
        var message = begin();
        message.WriteProperties();
        var topic = TopicStringPool.Shared.GetString(message.Frame.Topic);
        var correlation = message.Request!.Correlation;
        using var pending = new PendingStream(replies, correlation, topic, message.Declaration.Timeout, time, message.Declaration.Window, keepsMessages: handling is not null);
        replies.Add(correlation, pending);
        try
        {
            if (publishing is null)
            {
                await StartAsync(message.Frame, topic, pending, ct).ConfigureAwait(false);
            }
            else if (!await publishing.StartStreamAsync(message, (frame, token) => StartAsync(frame, topic, pending, token), ct).ConfigureAwait(false))
            {
                yield break;
            }

            while (await pending.MoveNextAsync(ct).ConfigureAwait(false))
            {
                if (pending.Message is not { } element)
                {
                    yield return Read(pending.Current, topic, serializer);
                }
                else if (await handling!.ReadAsync(element, MessageKind.StreamElement, topic, static _ => { }, ct).ConfigureAwait(false))
                {
                    yield return Read(element.Payload, topic, serializer);
                }

                pending.Consumed();
            }
        }
        finally
        {
            replies.Remove(correlation);
            pending.GiveUp();
        }
    }

    /// <summary>The failure of a request whose deadline has passed.</summary>
    internal static TimeoutException NoAnswer(string topic, TimeSpan timeout) =>
        new($"No answer to the request on '{topic}' within {timeout.TotalMilliseconds:0} ms.");

    private void RequireVersion(TopicDeclaration request)
    {
        if (client.ProtocolVersion < MqttVersion.V500)
        {
            string why = client.Options.ProtocolVersion < MqttVersion.V500
                ? "this client is configured for an older version (MqttClientOptions.ProtocolVersion)"
                : "the broker takes MQTT 3.1.1 only (MqttClientOptions.AllowVersionFallback)";
            throw new NotSupportedException($"The request '{request.Template}' needs MQTT 5, whose response topic and correlation data it uses; {why}.");
        }
    }

    private static TResponse Read<TResponse>(ReadOnlySpan<byte> payload, string topic, IPayloadSerializer<TResponse> serializer)
    {
        try
        {
            return serializer.Deserialize(payload);
        }
        catch (Exception e)
        {
            throw new MqttPayloadException(
                topic, $"The answer to the request on '{topic}' ({payload.Length} bytes) cannot be read as {typeof(TResponse).Name}: {e.Message}", e);
        }
    }

    /// <summary>Sends a request and gives the payload of its answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<byte[]> AskAsync(PublishFrame frame, OutgoingMessage message, IProgressSink? progress, CancellationToken ct)
    {
        var topic = TopicStringPool.Shared.GetString(frame.Topic);
        var timeout = message.Declaration.Timeout;
        var correlation = message.Request!.Correlation;
        var pending = new PendingReply(keepsMessage: handling is not null, hearsProgress: progress is not null);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var caller = ct.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), deadline);
        using var end = deadline.Token.UnsafeRegister(static state => ((PendingReply)state!).Cancel(), pending);
        using var repeater = message.Declaration.Idempotent ? new RequestRepeater(client, _repeaters, frame, timeout, time, logger, deadline.Token) : null;
        monitor.Begin();
        replies.Add(correlation, pending);
        try
        {
            await SendAsync(frame, topic, pending, repeater, deadline.Token).ConfigureAwait(false);
            if (progress is not null)
            {
                await ReportAsync(pending, progress, topic, deadline.Token).ConfigureAwait(false);
            }

            var payload = await pending.Payload.ConfigureAwait(false);
            return pending.Message is { } reply ? await ThroughMiddlewareAsync(reply, topic, ct).ConfigureAwait(false) : payload;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            if (CancelTopics.Topic(topic) is { } cancelTopic)
            {
                replies.Say(cancelTopic, correlation, ReplyProperties.Cancel);
            }

            ct.ThrowIfCancellationRequested();
            throw NoAnswer(topic, timeout);
        }
        finally
        {
            replies.Remove(correlation);
            monitor.End();
        }
    }

    /// <summary>Passes reports of progress on, in order, until the answer or a failure has come.</summary>
    private async ValueTask ReportAsync(PendingReply pending, IProgressSink progress, string topic, CancellationToken ct)
    {
        await foreach (var report in pending.ReadProgressAsync().ConfigureAwait(false))
        {
            try
            {
                if (handling is null || await handling.ReadAsync(report, MessageKind.Progress, topic, static _ => { }, ct).ConfigureAwait(false))
                {
                    progress.Report(report.Payload);
                }
            }
            catch (MqttPayloadException e)
            {
                Log.ProgressUnreadable(logger, topic, e.Message);
            }
        }
    }

    private async ValueTask<byte[]> ThroughMiddlewareAsync(IncomingMessage reply, string topic, CancellationToken ct) =>
        await handling!.ReadAsync(reply, MessageKind.Reply, topic, static _ => { }, ct).ConfigureAwait(false)
            ? reply.Payload.ToArray()
            : throw new InvalidOperationException($"A handle middleware kept the answer to the request on '{topic}': it must call next, or throw.");

    /// <summary>Sends the request. The answer may overtake the acknowledgement, so nobody waits for that.</summary>
    private async ValueTask SendAsync(PublishFrame frame, string topic, PendingReply pending, RequestRepeater? repeater, CancellationToken deadline)
    {
        await SubscribedAsync(frame, deadline).ConfigureAwait(false);
        _ = ObserveAsync(client.PublishAsync(frame, deadline), topic, pending.Fail, repeater);
    }

    private async ValueTask StartAsync(PublishFrame frame, string topic, PendingStream pending, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, pending.Deadline);
        try
        {
            await SubscribedAsync(frame, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw NoAnswer(topic, pending.Timeout);
        }

        _ = ObserveAsync(client.PublishAsync(frame, pending.Deadline), topic, pending.Fail);
    }

    private async ValueTask SubscribedAsync(PublishFrame frame, CancellationToken deadline)
    {
        try
        {
            await replies.EnsureSubscribedAsync(deadline).ConfigureAwait(false);
        }
        catch
        {
            frame.Return();
            throw;
        }
    }

    private static async Task ObserveAsync(ValueTask<MqttPublishResult> publish, string topic, Action<Exception> fail, RequestRepeater? repeater = null)
    {
        try
        {
            var result = await publish.ConfigureAwait(false);
            if (result.NoMatchingSubscribers)
            {
                fail(new MqttNoResponderException(topic));
            }

            repeater?.OnTaken();
        }
        catch (Exception e)
        {
            // Whoever waits for the answer is told; after an answer the failure concerns nobody.
            fail(e);
        }
    }
}
