namespace Topiary.Broker;

/// <summary>Keeps nothing beyond the process: the live retained messages are the state.</summary>
internal sealed class MemoryRetainedStore : IRetainedStore
{
    public ValueTask<IReadOnlyList<StoredMessage>> LoadAsync(CancellationToken cancellationToken) => new([]);

    public void Set(StoredMessage message)
    {
    }

    public void Remove(ReadOnlyMemory<byte> topic)
    {
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken) => default;
}
