using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

/// <summary>A broker that breaks the protocol loses the connection, is told why where MQTT 5 can, and the client reconnects.</summary>
public sealed class HostileServerTests
{
    public static TheoryData<string, ReasonCode, string> Violations => new()
    {
        { "90 03 00 09 00", ReasonCode.ProtocolError, "SUBACK has no reason code" },
        { "90 04 00 09 00 00", ReasonCode.ProtocolError, "SUBACK for packet identifier 9, which waits for none" },
        { "B0 04 00 09 00 00", ReasonCode.ProtocolError, "UNSUBACK for packet identifier 9, which waits for none" },
        { "40 02 00 09", ReasonCode.ProtocolError, "PUBACK for packet identifier 9, which waits for none" },
        { "50 03 00 09 80", ReasonCode.ProtocolError, "PUBREC for packet identifier 9, which waits for none" },
        { "40 02 00 00", ReasonCode.MalformedPacket, "" },
        { "C0 00", ReasonCode.ProtocolError, "The broker sent PINGREQ, which is not allowed here" },
        { "10 0E 00 04 4D 51 54 54 05 02 00 3C 00 00 01 61", ReasonCode.ProtocolError, "The broker sent CONNECT, which is not allowed here" },
        { "20 03 00 00 00", ReasonCode.ProtocolError, "The broker sent CONNACK, which is not allowed here" },
        { "82 0B 00 0A 02 0B 01 00 03 61 2F 62 01", ReasonCode.ProtocolError, "The broker sent SUBSCRIBE, which is not allowed here" },
        { "F0 0B 18 09 15 00 01 58 16 00 02 01 02", ReasonCode.ProtocolError, "The broker sent AUTH, which is not allowed here" },
        { "36 06 00 01 61 00 01 00", ReasonCode.MalformedPacket, "" },
        { "30 FF FF FF FF", ReasonCode.MalformedPacket, "" },
        { "30 FF FF FF 7F", ReasonCode.PacketTooLarge, "" },
        { "30 04 00 01 2B 00", ReasonCode.MalformedPacket, "" },
        { "30 06 00 00 03 23 00 01", ReasonCode.TopicAliasInvalid, "Topic alias 1 is not in the range 1 to 0" },
        { "00 00", ReasonCode.MalformedPacket, "" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_violation_ends_the_connection_with_its_reason(string bytes, ReasonCode code, string text)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        peer.SendBytes(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal(code, (await peer.ExpectDisconnectAsync()).ReasonCode);
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Equal(code, change.ReasonCode);
        Assert.StartsWith(text, change.Error!.Message);
        await server.ReconnectAsync(client, sessionPresent: false);
    }

    [Fact]
    public async Task A_malformed_packet_is_described_to_the_byte()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        peer.SendBytes(0x40, 1, 0);
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        MqttProtocolException e = Assert.IsType<MqttProtocolException>(change.Error);
        Assert.Equal(ReasonCode.MalformedPacket, e.ReasonCode);
        Assert.Matches(@"\(reason 0x81, byte \d+ of the packet\)$", e.Message);
    }

    [Fact]
    public async Task A_wrong_kind_of_acknowledgement_ends_the_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttPublishResult> publish = client.PublishAsync("a", "b").AsTask();
        ushort id = (await peer.ExpectPublishAsync()).PacketId;
        peer.Ack(PacketType.PubRec, id);
        Assert.Equal(ReasonCode.ProtocolError, (await peer.ExpectDisconnectAsync()).ReasonCode);
        peer = await server.ReconnectAsync(client, sessionPresent: true);
        Assert.True((await peer.ExpectPublishAsync()).Duplicate);
        peer.Ack(PacketType.PubAck, id);
        await publish.Soon();
    }

    [Fact]
    public async Task More_than_receive_maximum_ends_the_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { ReceiveMaximum = 2 });
        Task subscribing = client.SubscribeAsync(new SubscriptionSpec("a"), new CollectingReceiver(completesAtOnce: false), default).AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
        for (ushort i = 1; i <= 3; i++)
        {
            peer.Publish("a", "x", QoS.AtLeastOnce, i);
        }

        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, (await peer.ExpectDisconnectAsync()).ReasonCode);
    }

    [Fact]
    public async Task A_packet_above_the_own_maximum_is_not_buffered()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { MaximumPacketSize = 100 });
        peer.Publish("a", new string('x', 100));
        Assert.Equal(ReasonCode.PacketTooLarge, (await peer.ExpectDisconnectAsync()).ReasonCode);
        Assert.Equal(ReasonCode.PacketTooLarge, (await client.UntilAsync(MqttClientState.Reconnecting)).ReasonCode);
    }

    [Theory]
    [InlineData("30 04 00 01 61 00", "Connecting to memory:broker failed: The broker sent PUBLISH before CONNACK, which is not allowed here")]
    [InlineData("20 03 01 00 00", "Connecting to memory:broker failed: CONNACK says that a session is present although a clean start was asked for")]
    [InlineData("20 03 00 07 00", "Connecting to memory:broker failed: ")]
    public async Task A_wrong_first_packet_fails_the_attempt(string bytes, string text)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        ServerPeer peer = await server.NextAsync();
        peer.SendBytes(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.StartsWith(text, change.Error!.Message);
        await peer.EndAsync();
        await server.ReconnectAsync(client, sessionPresent: false);
        await connecting.Soon();
    }

    [Fact]
    public async Task An_unknown_pubrec_and_pubrel_are_answered_as_the_specification_says()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (_, ServerPeer peer) = await server.ConnectAsync();
        peer.Ack(PacketType.PubRec, 7);
        Assert.Equal(ReasonCode.PacketIdentifierNotFound, (await peer.ExpectAckAsync(PacketType.PubRel)).ReasonCode);
        peer.Ack(PacketType.PubRel, 8);
        Assert.Equal(ReasonCode.PacketIdentifierNotFound, (await peer.ExpectAckAsync(PacketType.PubComp)).ReasonCode);
        peer.Ack(PacketType.PubComp, 9);
        await peer.ExpectNothingElseAsync();
    }
}
