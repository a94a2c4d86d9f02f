using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Topiary.Conformance.Tests.Client;

/// <summary>Chapter 6: MQTT over WebSocket, as the client's duties; the server is a bare TCP listener.</summary>
public sealed class ClientWebSocketTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [Normative("MQTT-6.0.0-1", "MQTT-6.0.0-2", "MQTT-6.0.0-3")]
    [Normative311("MQTT-6.0.0-1", "MQTT-6.0.0-2", "MQTT-6.0.0-3")]
    public async Task The_client_offers_mqtt_and_takes_packets_in_any_pieces(int size)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using MqttClient client = Client(listener);
        Task connect = client.ConnectAsync().AsTask();
        (WebSocket socket, string request) = await Accept(listener);
        using (socket)
        {
            Assert.Contains("\r\nSec-WebSocket-Protocol: mqtt\r\n", request, StringComparison.OrdinalIgnoreCase);
            Assert.StartsWith("10", await Receive(socket), StringComparison.Ordinal);
            byte[] bytes = [.. Notation.Encode("20 ~ 00 00 ()"), .. Notation.Encode("30 ~ [t] () 'one'"), .. Notation.Encode("32 ~ [t] #7 () 'two'"), .. Notation.Encode("34 ~ [t] #8 () 'x'")];
            foreach (byte[] piece in bytes.Chunk(size))
            {
                await socket.SendAsync(piece, WebSocketMessageType.Binary, true, CancellationToken.None);
            }

            await connect.WaitAsync(s_patience);
            string received = "";
            while (received.Length < 16)
            {
                received += await Receive(socket);
            }

            Assert.Equal("4002000750020008", received);
        }
    }

    [Fact]
    [Normative("MQTT-6.0.0-1")]
    [Normative311("MQTT-6.0.0-1")]
    public async Task A_text_frame_of_the_server_closes_the_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using MqttClient client = Client(listener);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (_, change) =>
        {
            if (change.Previous == MqttClientState.Connected)
            {
                lost.TrySetResult();
            }
        };
        Task connect = client.ConnectAsync().AsTask();
        (WebSocket socket, _) = await Accept(listener);
        using (socket)
        {
            await Receive(socket);
            await socket.SendAsync(Notation.Encode("20 ~ 00 00 ()"), WebSocketMessageType.Binary, true, CancellationToken.None);
            await connect.WaitAsync(s_patience);
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
            try
            {
                while (await Receive(socket) is { Length: > 0 })
                {
                }
            }
            catch (WebSocketException)
            {
                // Closed without the closing handshake.
            }

            await lost.Task.WaitAsync(s_patience);
        }
    }

    private static MqttClient Client(TcpListener listener) => MqttClient.Create(new MqttClientOptions
    {
        Brokers = [$"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/mqtt"],
        ReconnectDelayMin = TimeSpan.FromMinutes(1),
        ReconnectDelayMax = TimeSpan.FromMinutes(1),
    });

    private static async Task<(WebSocket Socket, string Request)> Accept(TcpListener listener)
    {
        NetworkStream stream = (await listener.AcceptTcpClientAsync()).GetStream();
        var request = new StringBuilder();
        byte[] one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            request.Append((char)one[0]);
        }

        string text = request.ToString();
        int start = text.IndexOf("Sec-WebSocket-Key: ", StringComparison.OrdinalIgnoreCase) + "Sec-WebSocket-Key: ".Length;
        string key = text[start..text.IndexOf("\r\n", start, StringComparison.Ordinal)];
#pragma warning disable CA5350 // The WebSocket handshake (RFC 6455, section 4.2.2) is made with SHA-1.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"));
        return (WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = "mqtt" }), text);
    }

    // One message in hexadecimal; empty when the client closes.
    private static async Task<string> Receive(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(s_patience);
        byte[] buffer = new byte[4096];
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        Assert.NotEqual(WebSocketMessageType.Text, result.MessageType);
        return Convert.ToHexString(buffer.AsSpan(0, result.Count));
    }
}
