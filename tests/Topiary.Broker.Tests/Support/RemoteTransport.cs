using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>A connection in memory that claims to come from an address on the network.</summary>
internal sealed class RemoteTransport(TransportConnection inner, string remoteAddress) : TransportConnection
{
    public override string RemoteAddress => remoteAddress;

    public override bool SupportsZeroByteReceive => inner.SupportsZeroByteReceive;

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => inner.ReceiveAsync(buffer, cancellationToken);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) => inner.SendAsync(buffer, cancellationToken);

    public override ValueTask CloseAsync(CancellationToken cancellationToken) => inner.CloseAsync(cancellationToken);

    public override void Abort() => inner.Abort();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
