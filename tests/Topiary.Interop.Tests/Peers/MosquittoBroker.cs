using System.Net;
using System.Net.Sockets;

namespace Topiary.Interop.Tests;

/// <summary>A Mosquitto broker on a free loopback port.</summary>
internal sealed class MosquittoBroker : IAsyncDisposable
{
    private readonly PeerProcess _process;
    private readonly string _configuration;

    private MosquittoBroker(PeerProcess process, int port, string configuration) => (_process, Port, _configuration) = (process, port, configuration);

    public int Port { get; }

    public string Address => $"mqtt://127.0.0.1:{Port}";

    public static async Task<MosquittoBroker> StartAsync()
    {
        var command = Peer.Mosquitto;
        var port = FreePort();
        var configuration = Path.Combine(Path.GetTempPath(), $"topiary-mosquitto-{port}.conf");
        await File.WriteAllTextAsync(configuration, $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 100\n");
        var process = PeerProcess.Start(command, "-c", configuration, "-v");
        await process.LineAsync("running");
        return new(process, port, configuration);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        File.Delete(_configuration);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
