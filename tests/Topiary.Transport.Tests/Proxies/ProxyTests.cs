using System.Text;

namespace Topiary.Transport.Tests.Proxies;

/// <summary>Connections through proxies, which are scripted here byte by byte.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task An_HTTP_proxy_is_asked_by_CONNECT_and_then_carries_every_byte()
    {
        await using Script script = await Script.StartAsync("http", "mqtt://broker.example:1883", new ProxyOptions { Address = "", UserName = "me", Password = "pw" });
        Assert.Equal("CONNECT broker.example:1883 HTTP/1.1\r\nHost: broker.example:1883\r\nProxy-Authorization: Basic bWU6cHc=\r\n\r\n", await script.ReceiveAsync(104));
        await script.SendAsync("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n");
        await using TransportConnection connection = await script.Connecting.Soon();
        await connection.SendAsync("up"u8.ToArray(), default);
        Assert.Equal("up", await script.ReceiveAsync(2));
        await script.SendAsync("down");
        byte[] buffer = new byte[10];
        Assert.Equal("down", Encoding.ASCII.GetString(buffer, 0, await connection.ReceiveAsync(buffer, default).AsTask().Soon()));
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants a user name and password")]
    [InlineData("HTTP/1.1 503 No way\r\n\r\n", "it refused: 503 No way")]
    [InlineData("SSH-2.0\r\n\r\n", "its answer is not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nextra", "bytes follow its end")]
    public async Task A_refusal_of_an_HTTP_proxy_is_a_clear_error(string answer, string problem)
    {
        await using Script script = await Script.StartAsync("http", "mqtt://b:1", new ProxyOptions { Address = "" });
        await script.SendAsync(answer);
        MqttTransportException e = await script.FailAsync();
        Assert.StartsWith("Cannot connect to \"mqtt://b:1\": the proxy http://127.0.0.1:", e.Message);
        Assert.Contains(problem, e.Message);
    }

    [Theory]
    [InlineData("mqtt://broker.example:1883", "05010003" + "0E" + "62726F6B65722E6578616D706C65" + "075B")]
    [InlineData("mqtt://10.1.2.3:80", "05010001" + "0A010203" + "0050")]
    [InlineData("mqtt://[::1]:80", "05010004" + "00000000000000000000000000000001" + "0050")]
    public async Task A_SOCKS_proxy_is_asked_for_names_and_addresses(string address, string request)
    {
        await using Script script = await Script.StartAsync("socks5", address, new ProxyOptions { Address = "" });
        Assert.Equal("050100", await script.ReceiveHexAsync(3));
        await script.SendHexAsync("0500");
        Assert.Equal(request, await script.ReceiveHexAsync(request.Length / 2));
        await script.SendHexAsync("05000001" + "7F000001" + "1234" + "2000");
        await using TransportConnection connection = await script.Connecting.Soon();
        byte[] buffer = new byte[2];
        Assert.Equal(2, await connection.ReceiveAsync(buffer, default).AsTask().Soon());
        Assert.Equal([0x20, 0x00], buffer);
    }

    [Fact]
    public async Task A_SOCKS_proxy_gets_user_name_and_password_when_it_wants_them()
    {
        await using Script script = await Script.StartAsync("socks5", "mqtt://b:1", new ProxyOptions { Address = "", UserName = "me", Password = "pw" });
        Assert.Equal("05020002", await script.ReceiveHexAsync(4));
        await script.SendHexAsync("0502");
        Assert.Equal("01" + "026D65" + "027077", await script.ReceiveHexAsync(7));
        await script.SendHexAsync("0100");
        Assert.Equal("05010003016200" + "01", await script.ReceiveHexAsync(8));
        await script.SendHexAsync("05000003" + "0162" + "0001");
        await using TransportConnection connection = await script.Connecting.Soon();
    }

    [Theory]
    [InlineData("0502", "wants a user name and password")]
    [InlineData("05FF", "wants a user name and password")]
    [InlineData("4854", "does not speak SOCKS 5")]
    [InlineData("0500" + "0505000100000000" + "0000", "nobody listens there (connection refused)")]
    [InlineData("0500" + "0502000100000000" + "0000", "rules do not allow")]
    public async Task A_refusal_of_a_SOCKS_proxy_is_a_clear_error(string answers, string problem)
    {
        await using Script script = await Script.StartAsync("socks5", "mqtt://b:1", new ProxyOptions { Address = "" });
        await script.SendHexAsync(answers);
        Assert.Contains(problem, (await script.FailAsync()).Message);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task A_proxy_that_closes_is_a_clear_error(string scheme)
    {
        await using Script script = await Script.StartAsync(scheme, "mqtt://b:1", new ProxyOptions { Address = "" });
        await script.ReceiveAsync(3);
        script.Close();
        Assert.Contains("the proxy ", (await script.FailAsync()).Message);
    }

    [Fact]
    public async Task TLS_and_WebSocket_go_through_a_proxy_to_the_host_of_the_address()
    {
        var listening = new TransportListenerOptions { Tls = TestCertificates.Listening };
        await using ITransportListener broker = TransportRegistry.CreateDefault(listening: listening).CreateListener(MqttAddress.Parse("wss://127.0.0.1:0/mqtt"));
        await broker.StartAsync(default);
        await using Script script = await Script.StartAsync("http", "wss://localhost:4711/mqtt", new ProxyOptions { Address = "" }, TestCertificates.Connecting);
        Assert.StartsWith("CONNECT localhost:4711 HTTP/1.1", await script.ReceiveAsync(57));
        await using TransportConnection behind = await new TcpConnector().ConnectAsync(MqttAddress.Parse(broker.Address.Replace("wss", "tcp", StringComparison.Ordinal)[..^5]), default);
        await script.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
        Task[] relays = [RelayAsync(script.Peer, behind), RelayAsync(behind, script.Peer)];
        await using TransportConnection client = await script.Connecting.Soon();
        await using TransportConnection? server = await broker.AcceptAsync(default).AsTask().Soon();
        await server!.SendAsync(new byte[] { 1, 2, 3 }, default);
        byte[] buffer = new byte[10];
        Assert.Equal(3, await client.ReceiveAsync(buffer, default).AsTask().Soon());
        client.Abort();
        server.Abort();
        await Task.WhenAll(relays).Soon();
    }

    [Theory]
    [InlineData("ftp://x:1", "is not valid")]
    [InlineData("x:1", "is not valid")]
    [InlineData("http://me:pw@x:1", "options of their own")]
    public void A_proxy_address_that_is_none_is_refused(string address, string problem)
    {
        var e = Assert.Throws<MqttTransportException>(() => TransportRegistry.CreateDefault(new TransportConnectorOptions { Proxy = new ProxyOptions { Address = address } }));
        Assert.Equal(TransportFailure.AddressNotUsable, e.Failure);
        Assert.Contains(problem, e.Message);
        Assert.DoesNotContain("pw", e.Message);
    }

    private static async Task RelayAsync(TransportConnection from, TransportConnection to)
    {
        byte[] buffer = new byte[8192];
        try
        {
            int received;
            while ((received = await from.ReceiveAsync(buffer, default)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, received), default);
            }
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // One of the ends was aborted.
        }

        to.Abort();
    }

    private sealed class Script : IAsyncDisposable
    {
        private readonly TcpTransportListener _listener;

        private Script(TcpTransportListener listener, Task<TransportConnection> connecting, TransportConnection peer)
        {
            _listener = listener;
            Connecting = connecting;
            Peer = peer;
        }

        public Task<TransportConnection> Connecting { get; }

        public TransportConnection Peer { get; }

        public static async Task<Script> StartAsync(string scheme, string target, ProxyOptions proxy, TlsConnectorOptions? tls = null)
        {
            var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
            await listener.StartAsync(default);
            var options = new TransportConnectorOptions
            {
                Proxy = proxy with { Address = listener.Address.Replace("tcp", scheme, StringComparison.Ordinal) },
                Tls = tls ?? new TlsConnectorOptions(),
            };
            Task<TransportConnection> connecting = TransportRegistry.CreateDefault(options).ConnectAsync(MqttAddress.Parse(target), default).AsTask();
            return new Script(listener, connecting, (await listener.AcceptAsync(default).AsTask().Soon())!);
        }

        public async Task<string> ReceiveAsync(int count) => Encoding.ASCII.GetString(await ReceiveBytesAsync(count));

        public async Task<string> ReceiveHexAsync(int count) => Convert.ToHexString(await ReceiveBytesAsync(count));

        public async Task SendAsync(string text) => await Peer.SendAsync(Encoding.ASCII.GetBytes(text), default);

        public async Task SendHexAsync(string hex) => await Peer.SendAsync(Convert.FromHexString(hex), default);

        public void Close() => Peer.Abort();

        public async Task<MqttTransportException> FailAsync()
        {
            MqttTransportException e = await Assert.ThrowsAsync<MqttTransportException>(() => Connecting.Soon());
            Assert.Equal(TransportFailure.HandshakeFailed, e.Failure);
            return e;
        }

        public async ValueTask DisposeAsync()
        {
            await Peer.DisposeAsync();
            await _listener.DisposeAsync();
        }

        private async Task<byte[]> ReceiveBytesAsync(int count)
        {
            byte[] bytes = new byte[count];
            for (int filled = 0; filled < count;)
            {
                int received = await Peer.ReceiveAsync(bytes.AsMemory(filled), default).AsTask().Soon();
                Assert.NotEqual(0, received);
                filled += received;
            }

            return bytes;
        }
    }
}
