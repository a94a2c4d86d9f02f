using System.Collections.Concurrent;

namespace Topiary.Broker;

/// <summary>The open connections, clients or not yet.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<ClientConnection, Task> _connections = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<ClientConnection> All => _connections.Keys;

    /// <summary>The tasks of the open connections; each completes when its connection has ended.</summary>
    public Task[] Running => [.. _connections.Values];

    public void Add(ClientConnection connection)
    {
        _connections[connection] = connection.Completion;
        Interlocked.Increment(ref _count);
    }

    public void Remove(ClientConnection connection)
    {
        if (_connections.TryRemove(connection, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
