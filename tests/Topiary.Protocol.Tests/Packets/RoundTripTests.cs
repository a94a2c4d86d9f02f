namespace Topiary.Protocol.Tests;

/// <summary>Randomly built packets of every type and version come back as they were, whole and byte by byte.</summary>
public sealed class RoundTripTests
{
    private const int PacketsPerType = 300;

    public static TheoryData<PacketType, MqttVersion> All
    {
        get
        {
            var data = new TheoryData<PacketType, MqttVersion>();
            foreach (var version in Codec.Versions)
            {
                foreach (var type in RandomPackets.TypesOf(version))
                {
                    data.Add(type, version);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Random_packets_survive_writing_and_reading(PacketType type, MqttVersion version)
    {
        var random = new RandomPackets((int)type * 10 + (int)version);
        for (var i = 0; i < PacketsPerType; i++)
        {
            var packet = random.Next(type, version);
            var bytes = Codec.Encode(packet, version);
            var read = Codec.Decode(bytes, version);
            Assert.Equal(PacketText.Of(packet), PacketText.Of(read));
            Assert.Equal(Codec.Hex(bytes), Codec.Hex(Codec.Encode(read, version)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_packet_fed_byte_by_byte_is_found_when_it_is_whole(PacketType type, MqttVersion version)
    {
        var random = new RandomPackets(7_000 + (int)type * 10 + (int)version);
        for (var i = 0; i < 30; i++)
        {
            var bytes = Codec.Encode(random.Next(type, version), version);
            var headerSeenAt = 0;
            for (var length = 0; length <= bytes.Length; length++)
            {
                if (!FrameReader.TryReadHeader(bytes.AsSpan(0, length), version, int.MaxValue, out var header))
                {
                    continue;
                }

                headerSeenAt = headerSeenAt == 0 ? length : headerSeenAt;
                Assert.Equal(headerSeenAt, header.HeaderLength);
                Assert.Equal(bytes.Length, header.TotalLength);
                Assert.Equal(type, header.Type);
            }

            Assert.NotEqual(0, headerSeenAt);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_packet_cut_short_is_refused_or_is_another_valid_packet(PacketType type, MqttVersion version)
    {
        var random = new RandomPackets(9_000 + (int)type * 10 + (int)version);
        for (var i = 0; i < 30; i++)
        {
            var bytes = Codec.Encode(random.Next(type, version), version);
            Assert.True(FrameReader.TryReadHeader(bytes, version, int.MaxValue, out var header));
            for (var length = 0; length < header.RemainingLength; length++)
            {
                // An exact-size array: a read past its end would be an IndexOutOfRangeException.
                var body = bytes.AsSpan(header.HeaderLength, length).ToArray();
                try
                {
                    var read = Codec.Decode(new PacketFrame(header.Type, header.Flags, body), version);
                    Assert.True(Codec.Encode(read, version).Length <= length + 5);
                }
                catch (MqttProtocolException error)
                {
                    Assert.InRange(error.Offset, 0, length + 5);
                }
            }
        }
    }
}
