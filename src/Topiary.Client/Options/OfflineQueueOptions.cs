namespace Topiary;

/// <summary>
/// Bounds of the queue, in memory, of messages that cannot be sent yet: no broker is connected, its Receive Maximum is used up, or the
/// link is slower than the publishers. Immutable.
/// </summary>
public sealed record OfflineQueueOptions
{
    /// <summary>Messages that may wait; at least 1.</summary>
    public int MaxMessages { get; init; } = 10_000;

    /// <summary>Bytes (topics, properties and payloads) that may wait; at least 1. One message is always taken into an empty queue.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>What happens beyond that.</summary>
    public OfflineFullMode FullMode { get; init; } = OfflineFullMode.Wait;
}
