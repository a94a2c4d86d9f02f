using System.Threading.Channels;

namespace Topiary.Transport;

/// <summary>Accepts the connections to one name of a <see cref="MemoryNetwork"/>.</summary>
/// <remarks>Threading: start and accept by one thread at a time; dispose by any.</remarks>
public sealed class MemoryListener : ITransportListener
{
    private const int Backlog = 65_535;

    private readonly MemoryNetwork _network;
    private readonly string _name;
    private readonly Channel<MemoryConnection> _waiting = Channel.CreateBounded<MemoryConnection>(Backlog);

    /// <summary>Creates a listener that is not yet started.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">The name to listen at.</param>
    public MemoryListener(MemoryNetwork network, string name)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _network = network;
        _name = name;
    }

    /// <inheritdoc/>
    public string Address => $"memory:{_name}";

    internal int Waiting => _waiting.Reader.Count;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _network.Bind(this, _name);
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask<TransportConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_waiting.Reader.TryRead(out MemoryConnection? connection))
            {
                return connection;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _network.Unbind(this, _name);
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out MemoryConnection? connection))
        {
            connection.Abort();
        }

        return default;
    }

    internal bool TryOffer(MemoryConnection connection) => _waiting.Writer.TryWrite(connection);
}
