using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

/// <summary>What the client does with a broker that refuses MQTT 5.0.</summary>
public sealed class VersionFallbackTests
{
    public enum Refusal
    {
        ConnAckOfVersion5,
        ConnAckOfVersion3,
        Close,
    }

    [Theory]
    [InlineData(Refusal.ConnAckOfVersion5)]
    [InlineData(Refusal.ConnAckOfVersion3)]
    [InlineData(Refusal.Close)]
    public async Task A_broker_that_refuses_version_5_is_tried_with_3_1_1_at_once(Refusal refusal)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client(static o => o with { Will = new MqttWill { Topic = "gone", Delay = TimeSpan.FromSeconds(3), ContentType = "t" } });
        Task connecting = client.ConnectAsync().AsTask();
        Refuse(await server.NextAsync(), refusal);
        ServerPeer peer = await server.NextAsync(MqttVersion.V311);
        Assert.Equal(MqttVersion.V500, client.ProtocolVersion);
        peer.Accept();
        await connecting.Soon();

        Assert.Equal((MqttVersion.V311, true, "test"), (peer.Connect.Version, peer.Connect.CleanStart, peer.Connect.ClientId));
        Assert.Equal("gone", peer.Connect.Will!.Topic);
        Assert.Equal(MqttVersion.V311, client.ProtocolVersion);
        Task<MqttPublishResult> publish = client.PublishAsync(new MqttMessage { Topic = "a", Payload = "x"u8.ToArray(), QoS = QoS.AtLeastOnce, ContentType = "t" }).AsTask();
        PublishPacket packet = await peer.ExpectPublishAsync();
        Assert.Equal("x"u8.ToArray(), packet.Payload.ToArray());
        peer.Ack(PacketType.PubAck, packet.PacketId);
        await publish.Soon();
    }

    [Fact]
    public async Task A_reconnect_asks_for_the_version_that_was_accepted()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await FallBackAsync(server);
        peer.Cut();
        await server.WaitOutBackoffAsync(client);
        ServerPeer again = await server.NextAsync(MqttVersion.V311);
        Assert.Equal(MqttVersion.V311, again.Connect.Version);
        again.Accept();
        await client.UntilAsync(MqttClientState.Connected);
        await client.DisconnectAsync().Soon();
        await again.ExpectAsync(PacketType.Disconnect);

        Task connecting = client.ConnectAsync().AsTask();
        ServerPeer anew = await server.NextAsync(MqttVersion.V311);
        Assert.Equal(MqttVersion.V311, anew.Connect.Version);
        anew.Accept();
        await connecting.Soon();
    }

    [Fact]
    public async Task The_version_is_remembered_for_that_broker_only()
    {
        await using ScriptedServer first = await ScriptedServer.StartAsync(name: "first");
        await using ScriptedServer second = await ScriptedServer.StartAsync(network: first.Network, name: "second");
        MqttClient client = first.Client(static o => o with { Brokers = ["memory:first", "memory:second"] });
        Task connecting = client.ConnectAsync().AsTask();
        Refuse(await first.NextAsync(), Refusal.ConnAckOfVersion5);
        ServerPeer older = await first.NextAsync(MqttVersion.V311);
        older.Accept();
        await connecting.Soon();
        older.Cut();
        await first.WaitOutBackoffAsync(client);
        (await first.NextAsync(MqttVersion.V311)).SendBytes(0x20, 2, 0, 3);
        ServerPeer other = await second.NextAsync();
        Assert.Equal(MqttVersion.V500, other.Connect.Version);
        other.Accept();
        await client.UntilAsync(MqttClientState.Connected);
        Assert.Equal(("memory:second", MqttVersion.V500), (client.ConnectedBroker, client.ProtocolVersion));
    }

    [Fact]
    public async Task A_broker_that_closes_on_either_version_is_tried_with_version_5_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        (await server.NextAsync()).Cut();
        (await server.NextAsync(MqttVersion.V311)).Cut();
        await server.WaitOutBackoffAsync(client);
        ServerPeer peer = await server.NextAsync();
        Assert.Equal(MqttVersion.V500, peer.Connect.Version);
        peer.Accept();
        await connecting.Soon();
        Assert.Equal(MqttVersion.V500, client.ProtocolVersion);
    }

    [Fact]
    public async Task What_the_broker_says_to_3_1_1_is_what_the_caller_is_told()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        (await server.NextAsync()).Cut();
        (await server.NextAsync(MqttVersion.V311)).SendBytes(0x20, 2, 0, 5);
        MqttConnectException e = await Assert.ThrowsAsync<MqttConnectException>(connecting.Soon);
        Assert.Equal("The connection to memory:broker was refused by the broker: 0x87 NotAuthorized.", e.Message);
    }

    [Theory]
    [InlineData("forbidden")]
    [InlineData("password without user name")]
    public async Task Without_the_permission_or_the_means_there_is_no_second_attempt(string why)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client(o => why == "forbidden" ? o with { AllowVersionFallback = false } : o with { Password = new byte[] { 1 } });
        Task connecting = client.ConnectAsync().AsTask();
        Refuse(await server.NextAsync(), Refusal.ConnAckOfVersion5);
        MqttConnectException e = await Assert.ThrowsAsync<MqttConnectException>(connecting.Soon);
        Assert.Equal((ReasonCode.UnsupportedProtocolVersion, true), (e.ReasonCode, e.IsDefinite));
        Assert.Equal(MqttClientState.Stopped, client.State);
    }

    [Fact]
    public async Task Another_refusal_does_not_lead_to_the_older_version()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        (await server.NextAsync()).Send(new ConnAckPacket { ReasonCode = ReasonCode.ServerBusy });
        await server.WaitOutBackoffAsync(client);
        ServerPeer peer = await server.NextAsync();
        Assert.Equal(MqttVersion.V500, peer.Connect.Version);
        peer.Accept();
        await connecting.Soon();
    }

    private static async Task<(MqttClient Client, ServerPeer Peer)> FallBackAsync(ScriptedServer server)
    {
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        Refuse(await server.NextAsync(), Refusal.ConnAckOfVersion3);
        ServerPeer peer = await server.NextAsync(MqttVersion.V311);
        peer.Accept();
        await connecting.Soon();
        return (client, peer);
    }

    private static void Refuse(ServerPeer peer, Refusal refusal)
    {
        Assert.Equal(MqttVersion.V500, peer.Connect.Version);
        switch (refusal)
        {
            case Refusal.ConnAckOfVersion5:
                peer.Send(new ConnAckPacket { ReasonCode = ReasonCode.UnsupportedProtocolVersion });
                break;
            case Refusal.ConnAckOfVersion3:
                peer.SendBytes(0x20, 2, 0, 1);
                break;
            default:
                peer.Cut();
                break;
        }
    }
}
