using Topiary.Client.Tests.Scripting;

namespace Topiary.Client.Tests;

/// <summary>Vulnerabilities of other clients, each by its number: a server that wants to do harm.</summary>
public sealed class PastVulnerabilitiesTests
{
    [Theory]
    [InlineData("90 03 00 01 00")]
    [InlineData("90 02 00 01")]
    [InlineData("90 05 00 01 00 00 00")]
    [InlineData("90 04 00 01 00 7F")]
    public async Task CVE_2024_10525_a_suback_without_codes_or_with_too_many_ends_the_connection(string hex)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        _ = client.SubscribeAsync("t").AsTask();
        await peer.ExpectSubscribeAsync();
        peer.SendBytes(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.True(change.ReasonCode is ReasonCode.ProtocolError or ReasonCode.MalformedPacket, $"{change.Error}");
    }

    [Theory]
    [InlineData("30 04 00 00 00 78")]
    [InlineData("30 FF FF FF FF 7F")]
    [InlineData("30 05 00 03 61 2F 23")]
    [InlineData("30 03 FF FF 61")]
    public async Task CVE_2024_3935_a_crafted_publish_ends_the_connection(string hex)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        peer.SendBytes(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.True((byte)change.ReasonCode! >= 0x80, $"{change.Error}");
    }
}
