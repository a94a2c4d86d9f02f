using System.Net;
using System.Net.Sockets;

namespace Topiary.Transport.Tests;

/// <summary>Two ends of a TCP connection over loopback: the transport under test and a plain socket.</summary>
internal sealed class TcpPair : IAsyncDisposable
{
    private TcpPair(TransportConnection transport, Socket peer)
    {
        Transport = transport;
        Peer = peer;
    }

    public TransportConnection Transport { get; }

    public Socket Peer { get; }

    public static async Task<TcpPair> CreateAsync()
    {
        await using var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await listener.StartAsync(default);
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await peer.ConnectAsync(IPAddress.Loopback, MqttAddress.Parse(listener.Address).Port);
        TransportConnection? accepted = await listener.AcceptAsync(default).AsTask().Soon();
        return new TcpPair(accepted!, peer);
    }

    public async Task<byte[]> ReceiveToEndAsync()
    {
        var all = new List<byte>();
        byte[] buffer = new byte[65536];
        int count;
        while ((count = await Peer.ReceiveAsync(buffer.AsMemory()).AsTask().Soon()) > 0)
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        return [.. all];
    }

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        Peer.Dispose();
    }
}
