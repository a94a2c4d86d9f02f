namespace Topiary.Transport;

/// <summary>One end of a connection in memory.</summary>
/// <remarks>Threading: as <see cref="TransportConnection"/>.</remarks>
public sealed class MemoryConnection : TransportConnection
{
    private readonly MemoryLink _link;
    private readonly MemoryPipe _input;
    private readonly MemoryPipe _output;
    private readonly PacketFilterStage _filter;
    private int _closed;

    internal MemoryConnection(MemoryLink link, MemoryPipe input, MemoryPipe output, PacketFilterStage filter, string localAddress, string remoteAddress)
    {
        _link = link;
        _input = input;
        _output = output;
        _filter = filter;
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
        output.SendCancelled = Abort;
    }

    /// <inheritdoc/>
    public override string RemoteAddress { get; }

    /// <inheritdoc/>
    public override string LocalAddress { get; }

    /// <inheritdoc/>
    public override bool SupportsZeroByteReceive => true;

    /// <summary>The connection that this is an end of.</summary>
    public MemoryLink Link => _link;

    /// <summary>Whether this end has been closed or aborted.</summary>
    internal bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <inheritdoc/>
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _input.ReceiveAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        Func<MemoryPacket, FaultAction>? filter = _link.PacketFilter;
        return _output.SendAsync(filter is null && !_filter.IsActive ? buffer : _filter.Apply(buffer, filter), cancellationToken);
    }

    /// <summary>Closes both directions; the peer still reads what has been sent.</summary>
    /// <param name="cancellationToken">Not needed: nothing is waited for.</param>
    /// <returns>Completed.</returns>
    public override ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _filter.Release();
            _output.Complete();
            _input.CloseReader();
            _link.OnEndClosed();
        }

        return default;
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _link.Fail("The connection was aborted.");
            _link.OnEndClosed();
        }
    }
}
