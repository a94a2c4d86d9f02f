namespace Topiary.Broker;

/// <summary>Where a delivery waits until the store has been told of its message: an <see cref="Outbox"/> or a <see cref="SharedGroup"/>.</summary>
internal interface IRecordedQueue
{
    /// <summary>The store has been told: what waited for that goes on.</summary>
    void OnRecorded(FlushSet flush);
}
