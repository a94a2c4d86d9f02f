using System.Threading.Channels;
using Topiary.Client;

namespace Topiary.Conformance.Tests.Client;

/// <summary>What the client does with packets of the server.</summary>
public sealed class ClientReceiveTests
{
    // What MQTT 5 servers do wrong, and what they are told.
    private static readonly (string Packet, ReasonCode Reason)[] s_violations =
    [
        ("00 00", ReasonCode.MalformedPacket),
        ("10 ~ [MQTT] 05 02 #0 () [c]", ReasonCode.ProtocolError),
        ("20 03 00 00 00", ReasonCode.ProtocolError),
        ("82 ~ #1 () [t] 00", ReasonCode.ProtocolError),
        ("A2 ~ #1 () [t]", ReasonCode.ProtocolError),
        ("C0 00", ReasonCode.ProtocolError),
        ("60 ~ #1", ReasonCode.MalformedPacket),
        ("42 ~ #1", ReasonCode.MalformedPacket),
        ("36 ~ [t] #1 () 'x'", ReasonCode.MalformedPacket),
        ("38 ~ [t] () 'x'", ReasonCode.MalformedPacket),
        ("30 ~ [t/+] () 'x'", ReasonCode.MalformedPacket),
        ("30 ~ 00 02 C0 AF () 'x'", ReasonCode.MalformedPacket),
        ("30 ~ 00 01 00 () 'x'", ReasonCode.MalformedPacket),
        ("30 ~ [] () 'x'", ReasonCode.ProtocolError),
        ("30 ~ [t] (23 #0) 'x'", ReasonCode.TopicAliasInvalid),
        ("30 ~ [t] (23 #99) 'x'", ReasonCode.TopicAliasInvalid),
        ("30 ~ [] (23 #1) 'x'", ReasonCode.ProtocolError),
        ("30 ~ [t] (08 [a/#]) 'x'", ReasonCode.ProtocolError),
        ("30 ~ [t] (26 00 01 FF [v]) 'x'", ReasonCode.MalformedPacket),
        ("30 ~ [t] (26 [n] 00 01 00) 'x'", ReasonCode.MalformedPacket),
        ("32 ~ [t] #0 () 'x'", ReasonCode.ProtocolError),
        ("30 80 80 80 80 01", ReasonCode.MalformedPacket),
        ("E1 00", ReasonCode.MalformedPacket),
        ("F1 ~ 18 (15 [X])", ReasonCode.MalformedPacket),
        ("F0 ~ 18 (15 [X])", ReasonCode.ProtocolError),
    ];

    [Fact]
    [Normative(
        "MQTT-1.5.4-1", "MQTT-1.5.4-2", "MQTT-1.5.7-1", "MQTT-2.1.3-1", "MQTT-3.3.1-2", "MQTT-3.3.1-4", "MQTT-3.3.2-2", "MQTT-3.3.2-14", "MQTT-3.6.1-1", "MQTT-3.14.1-1",
        "MQTT-3.15.1-1", "MQTT-3.14.4-1", "MQTT-3.14.4-2", "MQTT-4.7.0-1", "MQTT-4.7.3-1")]
    public async Task Every_violation_of_the_server_ends_the_connection_with_its_reason()
    {
        foreach ((string packet, ReasonCode reason) in s_violations)
        {
            (TestClient test, Wire server) = await TestClient.Connected(with: options => options with { TopicAliasMaximum = 10 });
            await using TestClient owned = test;
            await server.Send(packet);
            Packet? answer = await server.TryRead();
            Assert.True(answer is { Type: Disconnect }, $"{packet} was answered with {answer}");
            Assert.True(reason == DisconnectPacket.Read(answer.Frame, V500).ReasonCode, $"{packet} was answered with {answer}");
            await server.ExpectClosed();
        }
    }

    [Theory]
    [InlineData("60 ~ #1")]
    [InlineData("36 ~ [t] #1 'x'")]
    [InlineData("30 ~ [t/#] 'x'")]
    [InlineData("30 ~ [] 'x'")]
    [InlineData("30 ~ 00 02 C0 AF 'x'")]
    [InlineData("30 ~ 00 01 00 'x'")]
    [InlineData("38 ~ [t] 'x'")]
    [InlineData("F0 00")]
    [InlineData("E0 00")]
    [Normative311(
        "MQTT-1.5.3-1", "MQTT-1.5.3-2", "MQTT-2.2.2-2", "MQTT-3.3.1-2", "MQTT-3.3.1-4", "MQTT-3.3.2-2", "MQTT-3.6.1-1", "MQTT-4.7.1-1", "MQTT-4.7.3-1", "MQTT-4.8.0-1")]
    public async Task Before_mqtt_5_every_violation_of_the_server_closes_the_connection(string packet)
    {
        (TestClient test, Wire server) = await TestClient.Connected(V311);
        await using TestClient owned = test;
        await server.Send(packet);
        await server.ExpectClosed();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.5.0-2", "MQTT-3.3.4-1", "MQTT-4.3.2-4", "MQTT-4.3.2-5", "MQTT-4.3.3-8", "MQTT-4.3.3-10", "MQTT-4.3.3-11", "MQTT-4.3.3-12", "MQTT-2.2.1-5")]
    [Normative311("MQTT-4.5.0-2", "MQTT-3.3.4-1", "MQTT-4.3.2-2", "MQTT-4.3.3-2", "MQTT-2.3.1-6")]
    public async Task Messages_are_acknowledged_by_their_qos_even_when_nobody_wants_them(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version);
        await using TestClient owned = test;
        await server.Send("30 ~ [t] () 'x'");
        await server.ExpectNothing();
        foreach (string first in (string[])["32", "32", "3A"])
        {
            await server.Send($"{first} ~ [t] #5 () 'x'");
            await server.Expect("40 ~ #5");
        }

        foreach (string first in (string[])["34", "34", "3C"])
        {
            await server.Send($"{first} ~ [t] #5 () 'x'");
            await server.Expect("50 ~ #5");
        }

        await server.Send("62 ~ #5");
        await server.Expect("70 ~ #5");
        await server.Send("34 ~ [t] #5 () 'x'");
        await server.Expect("50 ~ #5");
        Assert.Equal(6, test.Client.Statistics.Received);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.6.0-2", "MQTT-4.6.0-3")]
    [Normative311("MQTT-4.6.0-2", "MQTT-4.6.0-3")]
    public async Task Acknowledgements_leave_in_the_order_of_the_messages_however_late_each_is_handled(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version);
        await using TestClient owned = test;
        var receiver = new HoldingReceiver();
        Task<IAsyncDisposable> subscribe = test.Client.SubscribeAsync(new SubscriptionSpec("t", ExactlyOnce), receiver, CancellationToken.None).AsTask();
        SubscribePacket request = SubscribePacket.Read((await server.Expect(Subscribe)).Frame, version);
        await server.Send($"90 ~ #{request.PacketId} () 02");
        await subscribe.WaitAsync(TimeSpan.FromSeconds(20));
        string identifier = request.SubscriptionIdentifier is { } id ? $"0B {id:X2}" : "";
        var random = new Random(8);
        var expected = new List<string>();
        var receipts = new List<MessageReceipt>();
        for (int i = 1; i <= 40; i++)
        {
            bool once = random.Next(2) == 0;
            await server.Send($"{(once ? "34" : "32")} ~ [t] #{i} ({identifier}) 'x'");
            expected.Add($"{(once ? PubRec : PubAck)} {i}");
            receipts.Add(await receiver.Receipts.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        }

        foreach (MessageReceipt receipt in receipts.OrderBy(_ => random.Next()))
        {
            receipt.Complete();
        }

        foreach (string line in expected)
        {
            AckPacket packet = (await server.TryRead())!.AsAck();
            Assert.Equal(line, $"{packet.Type} {packet.PacketId}");
        }
    }

    [Fact]
    [Normative("MQTT-3.3.2-10", "MQTT-3.3.2-7")]
    public async Task Every_alias_up_to_the_clients_maximum_is_accepted_for_as_long_as_the_connection()
    {
        (TestClient test, Wire server) = await TestClient.Connected(with: options => options with { TopicAliasMaximum = 4 });
        await using TestClient owned = test;
        for (int alias = 4; alias >= 1; alias--)
        {
            await server.Send($"30 ~ [t/{alias}] (23 #{alias}) 'x'");
            await server.Send($"30 ~ [] (23 #{alias}) 'x'");
        }

        await server.ExpectNothing();
        Assert.Equal(8, test.Client.Statistics.Received);
        server = await test.Reconnect(server, sessionPresent: true);
        await server.Send("30 ~ [] (23 #1) 'x'");
        await server.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Fact]
    [Normative("MQTT-1.5.4-3")]
    [Normative311("MQTT-1.5.3-3")]
    public async Task A_byte_order_mark_is_part_of_the_topic()
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        var receiver = new HoldingReceiver();
        Task<IAsyncDisposable> subscribe = test.Client.SubscribeAsync(new SubscriptionSpec("\uFEFFt"), receiver, CancellationToken.None).AsTask();
        SubscribePacket request = SubscribePacket.Read((await server.Expect(Subscribe)).Frame, V500);
        Assert.Equal("\uFEFFt", Assert.Single(request.Subscriptions).Filter);
        await server.Send($"90 ~ #{request.PacketId} () 01");
        await subscribe.WaitAsync(TimeSpan.FromSeconds(20));
        await server.Send($"30 ~ 00 04 EF BB BF 74 ({(request.SubscriptionIdentifier is { } id ? $"0B {id:X2}" : "")}) 'x'");
        await receiver.Receipts.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("\uFEFFt", receiver.LastTopic);
    }

    private sealed class HoldingReceiver : IMessageReceiver
    {
        public Channel<MessageReceipt> Receipts { get; } = Channel.CreateUnbounded<MessageReceipt>();

        public string? LastTopic { get; private set; }

        public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
        {
            LastTopic = System.Text.Encoding.UTF8.GetString(message.Topic.Span);
            Receipts.Writer.TryWrite(receipt);
        }
    }
}
