using Topiary.Protocol;
using Topiary.Transport.Tests.Tls;
using Topiary.Transport.Tests.WebSockets;

namespace Topiary.Transport.Tests;

/// <summary>Vulnerabilities of other brokers below the packets, each by its number.</summary>
public sealed class PastVulnerabilitiesTests
{
    private const byte Binary = 0x82;
    private const byte BinaryBegins = 0x02;
    private const byte Continues = 0x00;
    private const byte ContinuesAndEnds = 0x80;
    private const byte Ping = 0x89;

    private static readonly byte[] s_packets = [.. new RawPacket(1, 0, 3).ToArray(), .. new RawPacket(1, 1, 0).ToArray(), .. new RawPacket(1, 2, 60).ToArray()];

    [Theory]
    [InlineData("merged")]
    [InlineData("a byte a frame")]
    [InlineData("a byte a fragment")]
    [InlineData("with pings")]
    public async Task CVE_2026_25627_masked_frames_carry_packets_however_they_are_cut(string how)
    {
        await using WebSocketPeer peer = await WebSocketPeer.StartAsync();
        byte[] frames = how switch
        {
            "merged" => Frame(Binary, s_packets),
            "a byte a frame" => [.. s_packets.SelectMany(one => Frame(Binary, [one]))],
            "with pings" => [.. s_packets.Chunk(5).SelectMany(part => (byte[])[.. Frame(Ping, [1, 2]), .. Frame(Binary, part)])],
            _ => [.. Frame(BinaryBegins, []), .. s_packets.SelectMany(one => Frame(Continues, [one])), .. Frame(ContinuesAndEnds, [])],
        };
        await peer.SendAsync(frames);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(RawPacket.TryRead(new(PacketType.Publish, 0, await peer.Sink.NextAsync()), out _, out int sequence));
            Assert.Equal(i, sequence);
        }
    }

    [Fact]
    public async Task CVE_2026_25627_a_frame_shorter_than_the_packet_in_it_is_waited_for_and_never_read_past()
    {
        byte[] packet = new RawPacket(1, 0, 100).ToArray();
        for (int cut = 1; cut < packet.Length; cut += 9)
        {
            await using WebSocketPeer peer = await WebSocketPeer.StartAsync();
            await peer.SendAsync(Frame(Binary, packet[..cut]));
            await Wait.UntilAsync(() => peer.Connection.BytesReceived == cut);
            Assert.Equal(0, peer.Connection.PacketsReceived);
            if (cut % 2 == 0)
            {
                await peer.SendAsync(Frame(Binary, packet[cut..]));
                Assert.True(RawPacket.TryRead(new(PacketType.Publish, 0, await peer.Sink.NextAsync()), out _, out _));
                continue;
            }

            await peer.CloseAsync();
            await peer.End.Soon();
            Assert.Equal(0, peer.Connection.PacketsReceived);
            Assert.Equal(0, peer.Connection.HeldBytes);
        }
    }

    [Fact]
    public async Task CVE_2026_25627_a_frame_that_is_not_masked_ends_the_connection()
    {
        await using WebSocketPeer peer = await WebSocketPeer.StartAsync();
        await peer.SendAsync([Binary, (byte)s_packets.Length, .. s_packets]);
        Assert.Equal(ConnectionEndReason.TransportError, (await peer.End.Soon()).Reason);
        Assert.Equal(0, peer.Connection.PacketsReceived);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task RabbitMQ_17093_a_packet_that_trickles_in_is_copied_a_bounded_number_of_times(int piece)
    {
        MemoryLink link = MemoryLink.CreatePair();
        var sink = new RecordingSink();
        var connection = new PacketConnection(link.Server, new PacketConnectionOptions { ReceiveBufferSize = 64 }, sink, TimeProvider.System);
        _ = connection.RunAsync();
        byte[] bytes = new RawPacket(1, 1, piece * 20_000).ToArray();
        int arrived = 0;
        foreach (byte[] part in bytes.Chunk(piece))
        {
            await link.Client.SendAsync(part, default);
            arrived += part.Length;
            await Wait.UntilAsync(() => connection.BytesReceived == arrived && link.ToServer.IsReaderParked);
        }

        await sink.NextAsync();
        Assert.InRange(connection.BytesCopied, 1, 2 * bytes.Length);
        link.Cut();
    }

    [Theory]
    [InlineData("mqtts", null, false)]
    [InlineData("mqtts", "other", false)]
    [InlineData("mqtts", "server", false)]
    [InlineData("mqtts", "client", true)]
    [InlineData("wss", null, false)]
    [InlineData("wss", "other", false)]
    [InlineData("wss", "server", false)]
    [InlineData("wss", "client", true)]
    public async Task Mosquitto_1_5_4_mutual_tls_is_enforced_by_every_listener_with_tls(string scheme, string? certificate, bool isLetIn)
    {
        TlsListenerOptions required = TestCertificates.Listening with
        {
            ClientCertificates = ClientCertificateMode.Required,
            ClientAuthorities = [TestCertificates.Authority],
        };
        await using TlsFixture fixture = await TlsFixture.StartAsync(required, scheme: scheme);
        Task<TransportConnection?> accepting = fixture.Listener.AcceptAsync(default).AsTask();
        TlsConnectorOptions options = TestCertificates.Connecting with
        {
            Certificate = certificate switch
            {
                "other" => TestCertificates.UntrustedClient,
                "server" => TestCertificates.Server,
                "client" => TestCertificates.Client,
                _ => null,
            },
        };
        if (isLetIn)
        {
            await using TransportConnection client = await fixture.ConnectAsync(options);
            await using TransportConnection? server = await accepting.Soon();
            Assert.Equal(TestCertificates.Client.Thumbprint, server!.PeerCertificate!.Thumbprint);
            return;
        }

        await Assert.ThrowsAsync<MqttTransportException>(async () =>
        {
            // By TLS 1.3 the client learns it with its first receive.
            await using TransportConnection client = await fixture.ConnectAsync(options);
            Assert.Equal(0, await client.ReceiveAsync(new byte[1], default).AsTask().Soon());
            throw new MqttTransportException(TransportFailure.ConnectionLost, "closed");
        });
        await Wait.UntilAsync(() => !fixture.Log.Entries.IsEmpty);
        Assert.False(accepting.IsCompleted);
    }

    // A short frame as a browser sends it: masked with a key.
    private static byte[] Frame(byte first, byte[] payload)
    {
        byte[] key = [0x37, 0xFA, 0x21, 0x3D];
        Assert.True(payload.Length < 126);
        return [first, (byte)(0x80 | payload.Length), .. key, .. payload.Select((value, i) => (byte)(value ^ key[i % 4]))];
    }
}
