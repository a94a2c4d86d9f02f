using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class KeepAliveTests
{
    [Fact]
    public async Task Silence_is_broken_by_pingreq_within_the_keep_alive()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { KeepAlive = TimeSpan.FromSeconds(20) });
        for (int i = 0; i < 3; i++)
        {
            server.Time.Advance(14.9);
            await peer.ExpectNothingElseAsync();
            server.Time.Advance(15);
            await peer.ExpectAsync(PacketType.PingReq);
            peer.Send(default(PingRespPacket));
            await peer.ExpectNothingElseAsync();
        }

        Assert.Equal(MqttClientState.Connected, client.State);
    }

    [Fact]
    public async Task The_keep_alive_of_the_server_overrides_the_clients()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (_, ServerPeer peer) = await server.ConnectAsync(static o => o with { KeepAlive = TimeSpan.FromSeconds(100) }, new ConnAckPacket { ServerKeepAlive = 4 });
        server.Time.Advance(3);
        await peer.ExpectAsync(PacketType.PingReq);
    }

    [Fact]
    public async Task A_black_hole_is_noticed_and_left()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { KeepAlive = TimeSpan.FromSeconds(20) });
        Task<MqttPublishResult> publish = client.PublishAsync("a", "1").AsTask();
        ushort id = (await peer.ExpectPublishAsync()).PacketId;
        server.Time.Advance(15);
        await peer.ExpectAsync(PacketType.PingReq);
        server.Time.Advance(9.9);
        Assert.Equal(MqttClientState.Connected, client.State);
        server.Time.Advance(0.1);
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Equal("The broker at memory:broker has not answered a PINGREQ within 00:00:10; the link is taken for dead.", change.Error!.Message);
        await Assert.ThrowsAsync<TimeoutException>(publish.Soon);
        peer = await server.ReconnectAsync(client, sessionPresent: true);
        Assert.Equal($"a 1 q1 #{id} dup", (await peer.ExpectPublishAsync()).Summary());
    }

    [Fact]
    public async Task A_black_hole_is_noticed_while_the_client_keeps_publishing()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, _) = await server.ConnectAsync(static o => o with { KeepAlive = TimeSpan.FromSeconds(20) });
        for (int i = 0; i < 25; i++)
        {
            await client.PublishAsync("a", "1", QoS.AtMostOnce).Soon();
            server.Time.Advance(1);
        }

        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Contains("PINGREQ", change.Error!.Message);
    }
}
