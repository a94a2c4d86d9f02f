namespace Topiary.Runtime;

/// <summary>What a handler's method declares. Made once by generated code.</summary>
public sealed record HandlerRouteOptions
{
    private const int LongestBackoffMilliseconds = 5 * 60 * 1000;

    /// <summary>Class and method, for logs: <c>ClimateWatch.OnClimate</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Filter to subscribe to, without a share.</summary>
    public required string Filter { get; init; }

    /// <summary>Template of the topics, for traces and metrics; null for the filter.</summary>
    public string? Template { get; init; }

    /// <summary>Highest quality of service at which messages are wanted.</summary>
    public QoS QoS { get; init; } = QoS.AtLeastOnce;

    /// <summary>When messages are acknowledged.</summary>
    public AckMode Ack { get; init; }

    /// <summary>What becomes of a message whose payload cannot be read.</summary>
    public UnreadablePolicy OnUnreadable { get; init; }

    /// <summary>What becomes of the returned value.</summary>
    public RouteKind Kind { get; init; }

    /// <summary>Which messages are handled one after the other; null for those of one topic.</summary>
    public TopicOrder? Order { get; init; }

    /// <summary>How messages are put together; null for one at a time.</summary>
    public BatchOptions? Batch { get; init; }

    /// <summary>Whether a request that comes again is answered as before, without another call.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Tries after the first one that threw.</summary>
    public int RetryAttempts { get; init; }

    /// <summary>Wait before the first new try; it doubles with each further one.</summary>
    public int RetryBackoffMilliseconds { get; init; }

    /// <summary>The wait before the next try.</summary>
    internal TimeSpan Backoff(int attempt)
    {
        var factor = Math.Pow(2, Math.Min(attempt - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(LongestBackoffMilliseconds, RetryBackoffMilliseconds * factor));
    }
}
