using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client.Tests;

/// <summary>LESSONS V1: a cancelled publish must not leave a part of a packet on the wire with other packets behind it.</summary>
public sealed class CancellationTests
{
    private const int PayloadLength = 300;

    [Fact]
    public async Task V1_a_publish_cancelled_at_any_byte_leaves_whole_packets_on_the_wire()
    {
        // Header 3, topic 3, packet identifier 2, property length 1, payload.
        for (int offset = 0; offset <= PayloadLength + 9; offset++)
        {
            await CancelAt(offset);
        }
    }

    private static async Task CancelAt(int offset)
    {
        // A pipe of 16 bytes: the packet is in the middle of being sent whenever the server has read only a part of it.
        await using ScriptedServer server = await ScriptedServer.StartAsync(network: new MemoryNetwork(16));
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        TransportConnection wire = await server.AcceptRawAsync();
        List<byte> received = [];
        await ReadAsync(wire, received, static bytes => HasPackets(bytes, 1));
        received.Clear();
        await wire.SendAsync(new byte[] { 0x20, 3, 0, 0, 0 }, default);
        await connecting.Soon();

        using var cancel = new CancellationTokenSource();
        Task<MqttPublishResult> cancelled = client.PublishAsync("a", new byte[PayloadLength], ct: cancel.Token).AsTask();
        await ReadAsync(wire, received, bytes => bytes.Count >= offset);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(cancelled.Soon);
        for (int i = 0; i < 3; i++)
        {
            await client.PublishAsync("b", $"{i}", QoS.AtMostOnce).Soon();
        }

        await ReadAsync(wire, received, static bytes => HasPackets(bytes, 4));
        PublishPacket[] packets = [.. Packets(received).Select(static frame => PublishPacket.Read(frame, MqttVersion.V500))];
        Assert.Equal(["a", "b", "b", "b"], packets.Select(static packet => packet.TopicText()));
        Assert.Equal(PayloadLength, packets[0].Payload.Length);
        Assert.Equal(["0", "1", "2"], packets[1..].Select(static packet => packet.PayloadText()));
        Assert.Equal(MqttClientState.Connected, client.State);
        wire.Abort();
    }

    private static async Task ReadAsync(TransportConnection wire, List<byte> received, Func<List<byte>, bool> enough)
    {
        byte[] one = new byte[1];
        while (!enough(received))
        {
            Assert.Equal(1, await wire.ReceiveAsync(one, default).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
            received.Add(one[0]);
        }
    }

    private static bool HasPackets(List<byte> bytes, int count) => Packets(bytes).Count == count;

    private static List<PacketFrame> Packets(List<byte> bytes)
    {
        var frames = new List<PacketFrame>();
        ReadOnlyMemory<byte> rest = bytes.ToArray();
        while (FrameReader.TryReadHeader(rest.Span, MqttVersion.V500, int.MaxValue, out FrameHeader header) && rest.Length >= header.TotalLength)
        {
            frames.Add(new PacketFrame(header.Type, header.Flags, rest[header.HeaderLength..header.TotalLength]));
            rest = rest[header.TotalLength..];
        }

        return frames;
    }
}
