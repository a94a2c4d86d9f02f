using System.Text.Json;

namespace Topiary.Interop.Tests;

/// <summary>Other clients over TLS, WebSocket and secure WebSocket against our broker.</summary>
public sealed class TransportTests
{
    public static TheoryData<string, string, int> PeersAndSchemes()
    {
        var data = new TheoryData<string, string, int>();
        foreach (var peer in new[] { "paho", "mqttjs" })
        {
            foreach (var scheme in new[] { "mqtts", "ws", "wss" })
            {
                data.Add(peer, scheme, 4);
                data.Add(peer, scheme, 5);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(PeersAndSchemes))]
    public async Task A_peer_hears_itself(string peer, string scheme, int version)
    {
        await using var broker = await TopiaryBroker.StartAsync(scheme);
        await using var sub = Start(peer, scheme, broker, version, "sub", "rooms/#", "2", "1");
        await sub.LineAsync("ready");
        await using var pub = Start(peer, scheme, broker, version, "pub", "rooms/kitchen", "2", "0", "hello");
        var message = JsonDocument.Parse(await sub.LineAsync("\"topic\"")).RootElement;
        await pub.ExitAsync();
        await sub.ExitAsync();
        Assert.Equal("hello", message.GetProperty("payload").GetString());
        Assert.Equal(2, message.GetProperty("qos").GetInt32());
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquitto_clients_talk_over_tls(string version)
    {
        await using var broker = await TopiaryBroker.StartAsync("mqtts");
        string[] address = ["-V", version, "-h", "127.0.0.1", "-p", broker.Port, "--cafile", TestAuthority.File];
        await using var sub = PeerProcess.Start(Peer.MosquittoSub, ["-d", .. address, "-q", "2", "-t", "rooms/#", "-C", "1", "-F", "%t|%q|%p"]);
        await sub.LineAsync("Subscribed");
        await PeerProcess.RunAsync(Peer.MosquittoPub, [.. address, "-q", "2", "-t", "rooms/hall", "-m", "hello"]);
        await sub.LineAsync("rooms/hall|2|hello");
        await sub.ExitAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_know_the_authority_refuses()
    {
        await using var broker = await TopiaryBroker.StartAsync("mqtts");
        await using var pub = PeerProcess.Start(Peer.MosquittoPub, "-h", "127.0.0.1", "-p", broker.Port, "--capath", "/etc/ssl/certs", "-t", "a", "-m", "b");
        await pub.LineAsync("A TLS error occurred");
    }

    private static PeerProcess Start(string peer, string scheme, TopiaryBroker broker, int version, params string[] arguments) => peer == "paho"
        ? PeerProcess.StartOver(scheme, Peer.Python, [Peer.Script("paho_peer.py"), broker.Port, $"{version}", .. arguments])
        : PeerProcess.StartOver(scheme, Peer.Node, [Peer.Script("mqttjs_peer.js"), broker.Port, $"{version}", .. arguments]);
}
