using System.Diagnostics;
using System.Text;

namespace Topiary.Protocol.Tests;

/// <summary>What reading and writing cost: no allocation on the hot paths, and time in proportion to the size.</summary>
public sealed class CostTests
{
    private static readonly byte[] s_properties = Codec.Hex("01 01 03 00 01 61 08 00 01 72 09 00 01 01 26 00 01 61 00 01 62 26 00 01 63 00 01 64");

    public static TheoryData<QoS, MqttVersion, bool> Publishes
    {
        get
        {
            var data = new TheoryData<QoS, MqttVersion, bool>();
            foreach (var qos in Enum.GetValues<QoS>())
            {
                foreach (var version in Codec.Versions)
                {
                    data.Add(qos, version, false);
                }

                data.Add(qos, MqttVersion.V500, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Publishes))]
    public void Publish_is_read_and_written_without_allocation(QoS qos, MqttVersion version, bool hasProperties)
    {
        var packet = new PublishPacket
        {
            QoS = qos,
            Topic = "greenhouse/north/zones/3/climate"u8.ToArray(),
            PacketId = qos == QoS.AtMostOnce ? (ushort)0 : (ushort)7,
            Properties = hasProperties ? new PublishProperties(s_properties, 60, 2, 5) : default,
            Payload = new byte[64],
        };
        var bytes = new byte[packet.GetSize(version)];
        var sum = 0;
        void RoundTrip()
        {
            packet.Write(bytes, version);
            FrameReader.TryReadHeader(bytes, version, 1000, out var header);
            var read = PublishPacket.Read(new PacketFrame(header.Type, header.Flags, bytes.AsMemory(header.HeaderLength)), version);
            sum += read.Payload.Length + Sum(read.Properties);
            sum += new PublishPacket { Topic = read.Topic, Properties = read.Properties, Payload = read.Payload }.GetSize(version);
        }

        Assert.Equal(0, Allocated(RoundTrip));
        Assert.NotEqual(0, sum);
    }

    [Fact]
    public void Acknowledgements_and_pings_are_read_and_written_without_allocation()
    {
        var bytes = new byte[16];
        void RoundTrip()
        {
            foreach (var version in Codec.Versions)
            {
                for (var type = PacketType.PubAck; type <= PacketType.PubComp; type++)
                {
                    var count = Write(new AckPacket(type, 7), bytes, version);
                    FrameReader.TryReadHeader(bytes.AsSpan(0, count), version, 100, out var header);
                    AckPacket.Read(new PacketFrame(header.Type, header.Flags, bytes.AsMemory(header.HeaderLength, header.RemainingLength)), version);
                }

                Write(default(PingReqPacket), bytes, version);
                Write(default(PingRespPacket), bytes, version);
            }
        }

        Assert.Equal(0, Allocated(RoundTrip));
    }

    [Fact]
    public void Many_user_properties_are_read_in_time_proportional_to_their_number()
    {
        // 200,000 properties; an algorithm that looked back at earlier ones would need minutes.
        const int Count = 200_000;
        var block = new byte[Count * 7];
        for (var i = 0; i < Count; i++)
        {
            "\u0026\0\u0001a\0\u0001b"u8.CopyTo(block.AsSpan(i * 7));
        }

        var length = new byte[4];
        var size = VariableByteInteger.Write(length, (uint)block.Length);
        byte[] publish = [0, 1, 97, .. length[..size], .. block];
        byte[] subscribe = [0, 1, .. length[..size], .. block, 0, 1, 97, 0];
        var start = Stopwatch.GetTimestamp();
        var read = PublishPacket.Read(new PacketFrame(PacketType.Publish, 0, publish), Codec.V5);
        Assert.Equal(Count, read.Properties.UserProperties.ToUserProperties().Count);
        Assert.Equal(block.Length, read.Properties.Forwarded.Length);
        Assert.Equal(Count, SubscribePacket.Read(new PacketFrame(PacketType.Subscribe, 2, subscribe), Codec.V5).UserProperties.Count);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_message_of_the_largest_topic_is_read()
    {
        var topic = Encoding.UTF8.GetBytes(new string('/', 65_535));
        byte[] body = [0xFF, 0xFF, .. topic];
        Assert.Equal(65_535, PublishPacket.Read(new PacketFrame(PacketType.Publish, 0, body), Codec.V3).Topic.Length);
    }

    private static int Write<T>(in T packet, Span<byte> destination, MqttVersion version)
        where T : struct, IOutboundPacket => packet.GetSize(version) <= destination.Length ? packet.Write(destination, version) : 0;

    private static int Sum(PublishProperties properties)
    {
        var sum = properties.ContentType.Length + properties.ResponseTopic.Length + properties.CorrelationData.Length + properties.Forwarded.Length;
        foreach (var pair in properties.UserProperties)
        {
            sum += pair.Name.Length + pair.Value.Length;
        }

        foreach (var identifier in properties.SubscriptionIdentifiers)
        {
            sum += (int)identifier;
        }

        return sum;
    }

    // The least of a few measurements: what the runtime allocates once, on its way to optimized code, is no cost of a packet.
    private static long Allocated(Action action)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
