using System.Net.WebSockets;
using Topiary.Broker;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Chapter 6: MQTT over WebSocket, as the broker's duties.</summary>
public sealed class WebSocketTests
{
    private static readonly byte[] s_conversation =
    [
        .. Notation.Encode("10 ~ [MQTT] 05 02 #0 () [c]"), .. Notation.Encode("82 ~ #1 () [t] 00"), .. Notation.Encode("30 ~ [t] () 'one'"),
        .. Notation.Encode("30 ~ [t] () 'two'"), .. Notation.Encode("C0 00"),
    ];

    private static readonly string s_answers =
        Convert.ToHexString([.. Notation.Encode("90 ~ #1 () 00"), .. Notation.Encode("30 ~ [t] () 'one'"), .. Notation.Encode("30 ~ [t] () 'two'"), .. Notation.Encode("D0 00")]);

    [Fact]
    [Normative("MQTT-6.0.0-1", "MQTT-6.0.0-2", "MQTT-6.0.0-4")]
    [Normative311("MQTT-6.0.0-1", "MQTT-6.0.0-2", "MQTT-6.0.0-4")]
    public async Task Packets_may_be_cut_into_frames_anywhere()
    {
        await using MqttBroker broker = await Start();

        // All in one frame, and every size of pieces up to ten bytes.
        foreach (int size in (int[])[s_conversation.Length, .. Enumerable.Range(1, 10)])
        {
            using ClientWebSocket socket = await Connect(broker);
            Assert.Equal("mqtt", socket.SubProtocol);
            foreach (byte[] piece in s_conversation.Chunk(size))
            {
                await socket.SendAsync(piece, WebSocketMessageType.Binary, true, CancellationToken.None);
            }

            string received = await Receive(socket, s_answers);
            Assert.EndsWith(s_answers, received, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Normative("MQTT-6.0.0-1")]
    [Normative311("MQTT-6.0.0-1")]
    public async Task A_text_frame_closes_the_connection(bool isConnected)
    {
        await using MqttBroker broker = await Start();
        using ClientWebSocket socket = await Connect(broker);
        if (isConnected)
        {
            await socket.SendAsync(s_conversation, WebSocketMessageType.Binary, true, CancellationToken.None);
            await Receive(socket, s_answers);
        }

        await socket.SendAsync("C0 00"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(new byte[1000].AsMemory(), patience.Token);
                Assert.NotEqual(WebSocketMessageType.Text, result.MessageType);
            }
            while (result.MessageType != WebSocketMessageType.Close);
        }
        catch (WebSocketException)
        {
            // Closed without the closing handshake.
        }
    }

    private static async Task<MqttBroker> Start()
    {
        var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "ws://127.0.0.1:0/mqtt" } });
        await broker.StartAsync();
        return broker;
    }

    private static async Task<ClientWebSocket> Connect(MqttBroker broker)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri(broker.Addresses[0]), CancellationToken.None);
        return socket;
    }

    // Everything up to and including what is waited for; it all comes in binary frames.
    private static async Task<string> Receive(ClientWebSocket socket, string last)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string received = "";
        byte[] buffer = new byte[4096];
        while (!received.EndsWith(last, StringComparison.Ordinal))
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
            received += Convert.ToHexString(buffer.AsSpan(0, result.Count));
        }

        return received;
    }
}
