using System.Net.WebSockets;

namespace Topiary.Transport.Tests.WebSockets;

/// <summary>The opening handshake (RFC 6455, section 4.2; MQTT 5.0, section 6).</summary>
public sealed class HandshakeTests
{
    [Theory]
    [InlineData("mqtt", "mqtt")]
    [InlineData("mqttv3.1", "mqttv3.1")]
    [InlineData("mqttv3.1,mqtt", "mqtt")]
    [InlineData("chat,mqtt,other", "mqtt")]
    public async Task The_subprotocol_is_MQTT(string offered, string chosen)
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        using ClientWebSocket peer = await fixture.ConnectAsync(offered.Split(','));
        Assert.Equal(chosen, peer.SubProtocol);
        Assert.NotNull(await fixture.AcceptAsync());
    }

    [Fact]
    public async Task The_answer_proves_that_the_key_was_read()
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();

        // The example of RFC 6455, section 1.3.
        string answer = await fixture.ExchangeAsync(Request());
        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", answer);
        Assert.Contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", answer);
        Assert.Contains("\r\nSec-WebSocket-Protocol: mqtt\r\n", answer);
    }

    [Theory]
    [InlineData("GET /mqtt HTTP/1.1", "GET http://localhost/mqtt?token=1 HTTP/1.1")]
    [InlineData("Upgrade: websocket", "UPGRADE:WebSocket")]
    [InlineData("Connection: Upgrade", "Connection: keep-alive\r\nConnection: upgrade")]
    [InlineData("Sec-WebSocket-Protocol: mqtt", "Sec-WebSocket-Protocol: a\r\nsec-websocket-protocol: b , mqtt")]
    public async Task Other_ways_to_ask_are_understood(string line, string other)
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        Assert.StartsWith("HTTP/1.1 101 ", await fixture.ExchangeAsync(Request().Replace(line, other, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("GET /mqtt HTTP/1.1", "GET / HTTP/1.1", "404", "MQTT is at /mqtt")]
    [InlineData("GET /mqtt HTTP/1.1", "POST /mqtt HTTP/1.1", "400", "GET and HTTP/1.1")]
    [InlineData("GET /mqtt HTTP/1.1", "GET /mqtt HTTP/1.0", "400", "GET and HTTP/1.1")]
    [InlineData("GET /mqtt HTTP/1.1", "nonsense", "400", "GET and HTTP/1.1")]
    [InlineData("Host: localhost\r\n", "", "400", "GET and HTTP/1.1")]
    [InlineData("Upgrade: websocket\r\n", "", "426", "Only WebSocket")]
    [InlineData("Connection: Upgrade\r\n", "", "426", "Only WebSocket")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", "426", "version 13")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j", "400", "Sec-WebSocket-Key")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j!!==", "400", "Sec-WebSocket-Key")]
    [InlineData("Sec-WebSocket-Protocol: mqtt", "Sec-WebSocket-Protocol: chat", "400", "subprotocol")]
    [InlineData("Sec-WebSocket-Protocol: mqtt\r\n", "", "400", "subprotocol")]
    [InlineData("Host: localhost", "Host localhost", "400", "no field")]
    [InlineData("Host: localhost", "Host: local\0host", "400", "character")]
    [InlineData("Host: localhost", "Host: localhost\r\n folded: x", "400", "no field")]
    public async Task What_is_no_WebSocket_request_is_refused_with_a_reason(string line, string other, string status, string reason)
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        string answer = await fixture.ExchangeAsync(Request().Replace(line, other, StringComparison.Ordinal));
        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Contains(reason, answer);
        await Wait.UntilAsync(() => !fixture.Log.Entries.IsEmpty);
        Assert.Contains(status, Assert.Single(fixture.Log.Entries).Text);
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_refused_before_its_end()
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync(options => options with { MaximumRequestSize = 300 });
        string answer = await fixture.ExchangeAsync("GET /mqtt HTTP/1.1\r\nX: " + new string('x', 400));
        Assert.StartsWith("HTTP/1.1 400 ", answer);
        Assert.Contains("longer than 300 bytes", answer);
    }

    [Fact]
    public async Task Bytes_before_the_answer_are_refused()
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        Assert.Contains("bytes follow its end", await fixture.ExchangeAsync(Request() + "\u0082\0"));
    }

    [Fact]
    public async Task Pages_of_other_origins_are_refused_where_the_options_say_so()
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync(options => options with { WebSocketOrigins = ["https://good.example"] });
        Assert.StartsWith("HTTP/1.1 403 ", await fixture.ExchangeAsync(Request("Origin: https://evil.example\r\n")));
        Assert.StartsWith("HTTP/1.1 101 ", await fixture.ExchangeAsync(Request("Origin: https://good.example\r\n")));
        Assert.StartsWith("HTTP/1.1 101 ", await fixture.ExchangeAsync(Request()));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n", "WebSocket failed")]
    [InlineData("MQTT?\r\n\r\n", "WebSocket failed")]
    public async Task A_client_names_what_is_wrong_with_the_answer(string answer, string problem)
    {
        MqttTransportException e = await FailAsync(_ => answer);
        Assert.Equal(TransportFailure.HandshakeFailed, e.Failure);
        Assert.Contains(problem, e.Message);
    }

    [Fact]
    public async Task A_client_does_not_take_a_server_without_the_subprotocol()
    {
        MqttTransportException e = await FailAsync(key => $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {key}\r\n\r\n");
        Assert.Contains("does not speak the subprotocol \"mqtt\"", e.Message);
    }

    public static string Request(string more = "") => "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}Sec-WebSocket-Protocol: mqtt\r\n\r\n";

    private static async Task<MqttTransportException> FailAsync(Func<string, string> answer)
    {
        await using var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await listener.StartAsync(default);
        string address = listener.Address.Replace("tcp", "ws", StringComparison.Ordinal) + "/x";
        Task<TransportConnection> connecting = TransportRegistry.CreateDefault().ConnectAsync(MqttAddress.Parse(address), default).AsTask();
        await using TransportConnection server = (await listener.AcceptAsync(default).AsTask().Soon())!;
        HttpHead? request = await HttpHead.ReceiveAsync(server, 8192, default).AsTask().Soon();
        Assert.Equal("GET /x HTTP/1.1", request!.FirstLine);
        Assert.Equal("mqtt", request["Sec-WebSocket-Protocol"]);
        await server.SendAsync(answer(WebSocketServerHandshake.Accept(request["Sec-WebSocket-Key"]!)).Select(c => (byte)c).ToArray(), default);
        return await Assert.ThrowsAsync<MqttTransportException>(() => connecting.Soon());
    }
}
