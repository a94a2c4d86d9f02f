using System.Runtime.CompilerServices;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime;

/// <summary>The requesting side: sends a request, and waits for one answer or a stream of them. Thread-safe.</summary>
internal sealed class Requester(MqttClient client, ReplyChannel replies, RuntimeMonitor monitor, TimeProvider time)
{
    /// <summary>Makes what a request carries.</summary>
    public RequestTicket CreateTicket(TopicDeclaration declaration)
    {
        RequireVersion(declaration);
        return replies.CreateTicket();
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public async ValueTask<TResponse> RequestAsync<TResponse>(OutgoingMessage message, IPayloadSerializer<TResponse> serializer, CancellationToken ct)
    {
        var topic = TopicStringPool.Shared.GetString(message.Frame.Topic);
        var timeout = message.Declaration.Timeout;
        var correlation = message.Request!.Correlation;
        var pending = new PendingReply();
        using var deadline = new CancellationTokenSource(timeout, time);
        using var caller = ct.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), deadline);
        using var end = deadline.Token.UnsafeRegister(static state => ((PendingReply)state!).Cancel(), pending);
        monitor.Begin();
        replies.Add(correlation, pending);
        try
        {
            await SendAsync(message.Frame, topic, pending, deadline.Token).ConfigureAwait(false);
            return Read(await pending.Payload.ConfigureAwait(false), topic, serializer);
        }
        catch (OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            throw NoAnswer(topic, timeout);
        }
        finally
        {
            replies.Remove(correlation);
            monitor.End();
        }
    }

    /// <summary>Sends a request for a streamed answer and yields its elements.</summary>
    public async IAsyncEnumerable<TResponse> StreamAsync<TResponse>(
        Func<OutgoingMessage> begin, IPayloadSerializer<TResponse> serializer, [EnumeratorCancellation] CancellationToken ct)
    {
        var message = begin();
        message.WriteProperties();
        var topic = TopicStringPool.Shared.GetString(message.Frame.Topic);
        var correlation = message.Request!.Correlation;
        using var pending = new PendingStream(replies, correlation, topic, message.Declaration.Timeout, time);
        replies.Add(correlation, pending);
        try
        {
            await StartAsync(message.Frame, topic, pending, ct).ConfigureAwait(false);
            while (await pending.MoveNextAsync(ct).ConfigureAwait(false))
            {
                yield return Read(pending.Current, topic, serializer);
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

    private static TResponse Read<TResponse>(byte[] payload, string topic, IPayloadSerializer<TResponse> serializer)
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

    /// <summary>Sends the request. The answer may overtake the acknowledgement, so nobody waits for that.</summary>
    private async ValueTask SendAsync(PublishFrame frame, string topic, PendingReply pending, CancellationToken deadline)
    {
        await SubscribedAsync(frame, deadline).ConfigureAwait(false);
        _ = ObserveAsync(client.PublishAsync(frame, deadline), topic, pending.Fail);
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

    private static async Task ObserveAsync(ValueTask<MqttPublishResult> publish, string topic, Action<Exception> fail)
    {
        try
        {
            var result = await publish.ConfigureAwait(false);
            if (result.NoMatchingSubscribers)
            {
                fail(new MqttNoResponderException(topic));
            }
        }
        catch (Exception e)
        {
            // Whoever waits for the answer is told; after an answer the failure concerns nobody.
            fail(e);
        }
    }
}
