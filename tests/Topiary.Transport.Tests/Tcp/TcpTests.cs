using System.Net;
using System.Net.Sockets;

namespace Topiary.Transport.Tests.Tcp;

public class TcpTests
{
    [Fact]
    public async Task A_busy_port_is_one_exception_that_names_the_port()
    {
        await using var first = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await first.StartAsync(default);
        int port = MqttAddress.Parse(first.Address).Port;
        await using var second = new TcpTransportListener(MqttAddress.Parse(first.Address));
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => second.StartAsync(default).AsTask());
        Assert.Equal(TransportFailure.AddressInUse, e.Failure);
        Assert.Equal($"Cannot listen at \"tcp://127.0.0.1:{port}\": port {port} is already in use.", e.Message);
    }

    [Fact]
    public async Task A_foreign_address_and_a_name_cannot_be_listened_at()
    {
        await using var foreign = new TcpTransportListener(MqttAddress.Parse("tcp://192.0.2.1:1883"));
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => foreign.StartAsync(default).AsTask());
        Assert.Equal(TransportFailure.AddressNotUsable, e.Failure);
        Assert.Equal("Cannot listen at \"tcp://192.0.2.1:1883\": 192.0.2.1 is no address of this machine.", e.Message);

        await using var name = new TcpTransportListener(MqttAddress.Parse("tcp://some.host:1883"));
        e = await Assert.ThrowsAsync<MqttTransportException>(() => name.StartAsync(default).AsTask());
        Assert.Equal("Cannot listen at \"tcp://some.host:1883\": \"some.host\" is no IP address; write one (\"127.0.0.1\", \"[::1]\"), \"localhost\", or \"*\" for every address of this machine.", e.Message);
    }

    [Fact]
    public async Task A_refused_connection_is_one_exception_that_names_the_address()
    {
        string address = await FreeAddressAsync();
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => new TcpConnector().ConnectAsync(MqttAddress.Parse(address), default).AsTask());
        Assert.Equal(TransportFailure.ConnectionRefused, e.Failure);
        Assert.Equal($"Cannot connect to \"{address}\": nobody listens there (connection refused).", e.Message);
    }

    [Fact]
    public async Task An_unknown_host_and_port_0_are_told_apart()
    {
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => new TcpConnector().ConnectAsync(MqttAddress.Parse("mqtt://127.0.0.1:0"), default).AsTask());
        Assert.Equal("Cannot connect to \"mqtt://127.0.0.1:0\": port 0 is only for listening.", e.Message);
        e = SocketErrors.Connecting(MqttAddress.Parse("mqtt://no.such.host"), new SocketException((int)SocketError.HostNotFound));
        Assert.Equal((TransportFailure.HostNotFound, "Cannot connect to \"mqtt://no.such.host:1883\": the host \"no.such.host\" is unknown."), (e.Failure, e.Message));
    }

    [Theory]
    [InlineData("tcp://localhost:0")]
    [InlineData("mqtt://*:0")]
    public async Task A_listener_tells_its_real_port_and_both_ends_their_addresses(string text)
    {
        await using var listener = new TcpTransportListener(MqttAddress.Parse(text));
        await listener.StartAsync(default);
        int port = MqttAddress.Parse(listener.Address).Port;
        Assert.NotEqual(0, port);
        Assert.Equal(text.Replace(":0", $":{port}", StringComparison.Ordinal), listener.Address);
        await using TransportConnection client = await new TcpConnector().ConnectAsync(MqttAddress.Parse($"mqtt://127.0.0.1:{port}"), default);
        await using TransportConnection? server = await listener.AcceptAsync(default);
        Assert.Equal($"tcp://127.0.0.1:{port}", client.RemoteAddress);
        Assert.Equal(client.RemoteAddress, server!.LocalAddress);
        Assert.Equal(client.LocalAddress, server.RemoteAddress);
    }

    [Fact]
    public async Task Accept_gives_null_once_the_listener_is_disposed()
    {
        var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await listener.StartAsync(default);
        Task<TransportConnection?> accept = listener.AcceptAsync(default).AsTask();
        await listener.DisposeAsync();
        Assert.Null(await accept.Soon());
        Assert.Null(await listener.AcceptAsync(default));
    }

    [Fact]
    public async Task A_peer_that_resets_before_it_is_accepted_does_not_stop_the_listener()
    {
        await using var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await listener.StartAsync(default);
        var address = new IPEndPoint(IPAddress.Loopback, MqttAddress.Parse(listener.Address).Port);
        var rude = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        await rude.ConnectAsync(address);
        rude.Dispose();
        using var polite = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await polite.ConnectAsync(address);
        await using TransportConnection? first = await listener.AcceptAsync(default).AsTask().Soon();
        if (first!.RemoteAddress != $"tcp://{polite.LocalEndPoint}")
        {
            await using TransportConnection? second = await listener.AcceptAsync(default).AsTask().Soon();
            Assert.Equal($"tcp://{polite.LocalEndPoint}", second!.RemoteAddress);
        }
    }

    [Fact]
    public async Task Closing_with_unread_input_does_not_lose_what_was_sent()
    {
        await using TcpPair pair = await TcpPair.CreateAsync();
        await pair.Peer.SendAsync(new byte[100_000]);       // never read by the transport's owner
        byte[] last = [0xE0, 0x00];
        await pair.Transport.SendAsync(last, default);
        Task close = pair.Transport.CloseAsync(default).AsTask();
        Assert.Equal(last, await pair.ReceiveToEndAsync());
        pair.Peer.Dispose();
        await close.Soon();
    }

    [Fact]
    public async Task A_cancelled_send_ends_the_connection_so_that_nothing_follows_a_part()
    {
        await using TcpPair pair = await TcpPair.CreateAsync();
        using var cancel = new CancellationTokenSource();
        Task send = pair.Transport.SendAsync(new byte[30_000_000], cancel.Token).AsTask();
        Assert.False(send.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pair.Transport.SendAsync(new byte[1], default).AsTask());
        Assert.InRange((await pair.ReceiveToEndAsync()).Length, 1, 29_999_999);
    }

    private static async Task<string> FreeAddressAsync()
    {
        await using var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await listener.StartAsync(default);
        return listener.Address;
    }
}
