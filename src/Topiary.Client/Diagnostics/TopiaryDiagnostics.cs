using System.Diagnostics;
using Topiary.Client;

namespace Topiary;

/// <summary>
/// Names of the traces and metrics that Topiary gives, and the trace context of messages. Names follow the messaging conventions of
/// OpenTelemetry; what those do not know begins with <c>topiary.</c>. Nothing is measured before somebody listens.
/// </summary>
public static class TopiaryDiagnostics
{
    /// <summary>Name of the <see cref="ActivitySource"/> of clients, publishers and handlers.</summary>
    public const string ActivitySourceName = "Topiary";

    /// <summary>Name of the <see cref="System.Diagnostics.Metrics.Meter"/> of clients, publishers and handlers.</summary>
    public const string MeterName = "Topiary";

    /// <summary>Counter: messages that were published, and requests.</summary>
    public const string SentMessages = "messaging.client.sent.messages";

    /// <summary>Counter: messages that handlers, typed streams and readers of <see cref="IMqttClient.Messages"/> were given.</summary>
    public const string ConsumedMessages = "messaging.client.consumed.messages";

    /// <summary>Histogram, seconds: from the call of a publish to its acknowledgement, of a request to its answer.</summary>
    public const string OperationDuration = "messaging.client.operation.duration";

    /// <summary>Histogram, seconds: the handling of a message, with all its tries.</summary>
    public const string ProcessDuration = "messaging.process.duration";

    /// <summary>1 while a client is connected, else 0.</summary>
    public const string ClientConnected = "topiary.client.connected";

    /// <summary>QoS 1 and 2 messages that are sent and not finished.</summary>
    public const string ClientInFlight = "topiary.client.in_flight";

    /// <summary>Messages that cannot be sent yet.</summary>
    public const string ClientQueueMessages = "topiary.client.queue.messages";

    /// <summary>Bytes of the messages that cannot be sent yet.</summary>
    public const string ClientQueueSize = "topiary.client.queue.size";

    /// <summary>Bytes that are written to the connection and not yet sent.</summary>
    public const string ClientOutputSize = "topiary.client.output.size";

    /// <summary>Received QoS 1 and 2 messages that are not acknowledged yet.</summary>
    public const string ClientUnacknowledged = "topiary.client.unacknowledged";

    /// <summary>Counter: connections after a client's first.</summary>
    public const string ClientReconnects = "topiary.client.reconnects";

    /// <summary>Counter: PUBLISH packets of a client, by <c>network.io.direction</c>; answers and the words of streams count too.</summary>
    public const string ClientMessages = "topiary.client.messages";

    /// <summary>Counter: messages that were given up because a queue or a buffer was full, by <c>network.io.direction</c>.</summary>
    public const string ClientDropped = "topiary.client.messages.dropped";

    /// <summary>Messages that wait for a handler.</summary>
    public const string HandlerQueueMessages = "topiary.handler.queue.messages";

    /// <summary>Messages that a handler is at.</summary>
    public const string HandlerRunning = "topiary.handler.running";

    /// <summary>Counter: QoS 0 messages that found their handler's queue full.</summary>
    public const string HandlerDropped = "topiary.handler.messages.dropped";

    /// <summary>Counter: new tries after a handler threw.</summary>
    public const string HandlerRetries = "topiary.handler.retries";

    /// <summary>Counter: messages whose handling failed for good.</summary>
    public const string HandlerFailures = "topiary.handler.failures";

    /// <summary>Counter: dead letters that were published.</summary>
    public const string HandlerDeadLetters = "topiary.handler.dead_letters";

    /// <summary>Counter: messages whose payload could not be read.</summary>
    public const string HandlerUnreadable = "topiary.handler.unreadable_payloads";

    /// <summary>Counter: messages of which a level of the topic did not parse.</summary>
    public const string HandlerUnreadableLevels = "topiary.handler.unreadable_levels";

    /// <summary>
    /// The trace context that a message carries, for instance to link an activity of one's own to it. Handlers need it not: their
    /// activity is its child already.
    /// </summary>
    /// <param name="properties">User properties of the message.</param>
    /// <returns>The context of the sender; default when the message carries none.</returns>
    public static ActivityContext GetTraceContext(UserProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return TraceContext.Extract(properties);
    }
}
