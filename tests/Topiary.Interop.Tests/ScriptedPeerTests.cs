using System.Text.Json;

namespace Topiary.Interop.Tests;

/// <summary>Paho for Python and MQTT.js against our broker.</summary>
public sealed class ScriptedPeerTests
{
    public static TheoryData<string, int, int> PeersVersionsAndQoS()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var peer in new[] { "paho", "mqttjs" })
        {
            foreach (var version in new[] { 3, 4, 5 })
            {
                for (var qos = 0; qos <= 2; qos++)
                {
                    data.Add(peer, version, qos);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(PeersVersionsAndQoS))]
    public async Task A_peer_hears_itself(string peer, int version, int qos)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var sub = Start(peer, broker, version, "sub", "rooms/#", $"{qos}", "1");
        await sub.LineAsync("ready");
        await using var pub = Start(peer, broker, version, "pub", "rooms/kitchen", $"{qos}", "0", "hello");
        var message = JsonDocument.Parse(await sub.LineAsync("\"topic\"")).RootElement;
        await pub.ExitAsync();
        await sub.ExitAsync();
        Assert.Equal("rooms/kitchen", message.GetProperty("topic").GetString());
        Assert.Equal("hello", message.GetProperty("payload").GetString());
        Assert.Equal(qos, message.GetProperty("qos").GetInt32());
        Assert.False(message.GetProperty("retain").GetBoolean());
    }

    [Theory]
    [InlineData("paho", 4, "mqttjs", 5)]
    [InlineData("paho", 5, "mqttjs", 4)]
    [InlineData("mqttjs", 5, "paho", 4)]
    [InlineData("mqttjs", 3, "paho", 5)]
    public async Task Peers_of_different_kind_and_version_talk(string publisher, int publisherVersion, string subscriber, int subscriberVersion)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var sub = Start(subscriber, broker, subscriberVersion, "sub", "+/mixed", "2", "1");
        await sub.LineAsync("ready");
        await using var pub = Start(publisher, broker, publisherVersion, "pub", "a/mixed", "2", "0", "text");
        await sub.LineAsync("\"text\"");
        await pub.ExitAsync();
    }

    [Fact]
    public async Task Properties_reach_paho()
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var sub = Start("paho", broker, 5, "sub", "props/#", "1", "1");
        await sub.LineAsync("ready");
        await using var pub = Start("mqttjs", broker, 5, "pub", "props/a", "1", "0", "body");
        var message = JsonDocument.Parse(await sub.LineAsync("\"topic\"")).RootElement;
        Assert.Equal("text/plain", message.GetProperty("ContentType").GetString());
        Assert.Equal("answers/here", message.GetProperty("ResponseTopic").GetString());
        Assert.Equal("abc", message.GetProperty("CorrelationData").GetString());
        Assert.InRange(message.GetProperty("MessageExpiryInterval").GetInt32(), 55, 60);
        Assert.Equal(1, message.GetProperty("PayloadFormatIndicator").GetInt32());
        Assert.Equal(3, message.GetProperty("UserProperty").GetArrayLength());
    }

    [Fact]
    public async Task Properties_reach_mqttjs_in_order_with_the_subscription_identifier()
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var sub = Start("mqttjs", broker, 5, "sub", "props/#", "2", "1");
        await sub.LineAsync("ready");
        await using var pub = Start("paho", broker, 5, "pub", "props/a", "2", "0", "body");
        var message = JsonDocument.Parse(await sub.LineAsync("\"topic\"")).RootElement;
        Assert.Equal("text/plain", message.GetProperty("contentType").GetString());
        Assert.Equal("abc", message.GetProperty("correlationData").GetString());
        Assert.Equal(7, message.GetProperty("subscriptionIdentifier").GetInt32());
        Assert.Equal("""{"first":["1","3"],"second":"2"}""", message.GetProperty("userProperties").GetRawText());
    }

    [Theory]
    [InlineData("paho", 3)]
    [InlineData("paho", 4)]
    [InlineData("paho", 5)]
    [InlineData("mqttjs", 4)]
    [InlineData("mqttjs", 5)]
    public async Task A_will_of_a_peer_is_published(string peer, int version)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var sub = Start("paho", broker, 4, "sub", "wills/#", "1", "1");
        await sub.LineAsync("ready");
        await using var dying = Start(peer, broker, version, "will", "wills/a", "gone");
        await sub.LineAsync("\"gone\"");
    }

    [Theory]
    [InlineData("paho", 4)]
    [InlineData("mqttjs", 5)]
    public async Task Retained_messages_are_marked(string peer, int version)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var pub = Start(peer, broker, version, "pub", "state/a", "1", "1", "kept");
        await pub.ExitAsync();
        await using var sub = Start(peer, broker, version, "sub", "state/#", "1", "1");
        var message = JsonDocument.Parse(await sub.LineAsync("\"topic\"")).RootElement;
        Assert.True(message.GetProperty("retain").GetBoolean());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Paho_finds_its_queued_messages_in_order(int version)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var peer = Start("paho", broker, version, "resume", "keeper", "kept/a", "one", "two", "three");
        await peer.LineAsync("""["one", "two", "three"]""");
    }

    private static PeerProcess Start(string peer, TopiaryBroker broker, int version, params string[] arguments) => peer == "paho"
        ? PeerProcess.Start(Peer.Python, [Peer.Script("paho_peer.py"), broker.Port, $"{version}", .. arguments])
        : PeerProcess.Start(Peer.Node, [Peer.Script("mqttjs_peer.js"), broker.Port, $"{version}", .. arguments]);
}
