using System.Text;
using Microsoft.Extensions.Logging;

namespace Topiary.Runtime;

/// <summary>What a route's messages share at run time: its options, its counts, and the responder. Thread-safe.</summary>
internal class RouteState(HandlerRouteOptions options, Responder responder, ILogger logger)
{
    private long _unreadableLevels;
    private long _dropped;
    private long _retries;
    private long _failures;
    private long _deadLetters;
    private long _unreadablePayloads;
    private int _warnedOfMissingAck;

    public HandlerRouteOptions Options { get; } = options;

    public Responder Responder { get; } = responder;

    /// <summary>What traces and metrics say of the route.</summary>
    public RouteTelemetry Telemetry { get; init; } = new(options, share: null);

    /// <summary>Why the broker has not taken the route's subscription; null when it has, or has not been asked yet.</summary>
    public string? SubscriptionError { get; set; }

    /// <summary>Messages whose topic did not parse.</summary>
    public long UnreadableLevels => Interlocked.Read(ref _unreadableLevels);

    /// <summary>QoS 0 messages that found the queue full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Tries after one that threw.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Messages whose handling failed for good.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Dead letters that were published.</summary>
    public long DeadLetters => Interlocked.Read(ref _deadLetters);

    /// <summary>Messages whose payload could not be read.</summary>
    public long UnreadablePayloads => Interlocked.Read(ref _unreadablePayloads);

    public void OnRetried() => Interlocked.Increment(ref _retries);

    public void OnDeadLettered() => Interlocked.Increment(ref _deadLetters);

    public void OnFailed(IncomingMessage message, Exception failure)
    {
        message.Failure = failure;
        Interlocked.Increment(ref _failures);
        if (failure is UnreadablePayloadException)
        {
            Interlocked.Increment(ref _unreadablePayloads);
        }
    }

    public void OnLevelsUnreadable(IncomingMessage message)
    {
        if (Interlocked.Increment(ref _unreadableLevels) == 1)
        {
            Log.LevelsUnreadable(logger, Options.Name, Options.Filter, Encoding.UTF8.GetString(message.Topic));
        }
    }

    public void OnDropped()
    {
        var dropped = Interlocked.Increment(ref _dropped);
        if (dropped == 1 || dropped % 1000 == 0)
        {
            Log.MessageDropped(logger, Options.Name, Options.Filter, dropped);
        }
    }

    public void OnMissingAck()
    {
        if (Interlocked.Exchange(ref _warnedOfMissingAck, 1) == 0)
        {
            Log.ManualWithoutContext(logger, Options.Name);
        }
    }
}
