namespace Topiary.Protocol.Tests;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData("C0", false, 0)]
    [InlineData("C0 00", true, 0)]
    [InlineData("30 7F", true, 127)]
    [InlineData("30 80", false, 0)]
    [InlineData("30 80 01", true, 128)]
    [InlineData("30 FF 7F", true, 16_383)]
    [InlineData("30 80 80 01", true, 16_384)]
    [InlineData("30 FF FF 7F", true, 2_097_151)]
    [InlineData("30 80 80 80", false, 0)]
    [InlineData("30 80 80 80 01", true, 2_097_152)]
    [InlineData("30 FF FF FF 7F", true, 268_435_455)]
    public void Remaining_length_is_read(string hex, bool isWhole, int length)
    {
        Assert.Equal(isWhole, FrameReader.TryReadHeader(Codec.Hex(hex), Codec.V5, int.MaxValue, out var header));
        Assert.Equal(length, header.RemainingLength);
    }

    [Theory]
    [InlineData("30 FF FF FF FF")]
    [InlineData("30 80 80 80 80")]
    [InlineData("30 80 80 80 80 01")]
    [InlineData("30 80 00")]
    [InlineData("30 FF 80 00")]
    [InlineData("30 80 80 80 00")]
    public void A_fifth_length_byte_and_overlong_forms_are_malformed(string hex)
    {
        var error = Assert.Throws<MqttProtocolException>(() => FrameReader.TryReadHeader(Codec.Hex(hex), Codec.V5, int.MaxValue, out _));
        Assert.Equal((ReasonCode.MalformedPacket, 1L), (error.ReasonCode, error.Offset));
    }

    [Fact]
    public void A_declared_length_over_the_limit_is_refused_before_any_body_byte_arrives()
    {
        Assert.True(FrameReader.TryReadHeader(Codec.Hex("30 62"), Codec.V5, 100, out var header));
        Assert.Equal(100, header.TotalLength);
        var error = Assert.Throws<MqttProtocolException>(() => FrameReader.TryReadHeader(Codec.Hex("30 63"), Codec.V5, 100, out _));
        Assert.Equal(ReasonCode.PacketTooLarge, error.ReasonCode);
        error = Assert.Throws<MqttProtocolException>(() => FrameReader.TryReadHeader(Codec.Hex("10 FF FF FF 7F"), Codec.V5, 1 << 20, out _));
        Assert.Equal(ReasonCode.PacketTooLarge, error.ReasonCode);
    }

    [Fact]
    public void Flags_of_every_type_are_checked_as_the_version_says()
    {
        foreach (var version in Codec.Versions)
        {
            for (var first = 0; first < 256; first++)
            {
                var isAccepted = true;
                try
                {
                    FrameReader.TryReadHeader([(byte)first], version, int.MaxValue, out _);
                }
                catch (MqttProtocolException error)
                {
                    Assert.Equal((ReasonCode.MalformedPacket, 0L), (error.ReasonCode, error.Offset));
                    isAccepted = false;
                }

                Assert.True(IsAllowed(first >> 4, first & 15, version) == isAccepted, $"{first:X2} in {version}");
            }
        }
    }

    [Theory]
    [InlineData("C0 01 00")]
    [InlineData("D0 01 00")]
    public void A_ping_with_a_body_is_malformed(string hex) => Codec.AssertRefused(hex, Codec.V5, ReasonCode.MalformedPacket, 1);

    [Fact]
    public void Frames_in_one_buffer_are_found_one_after_the_other()
    {
        var stream = Codec.Hex("C0 00 40 02 00 0A D0");
        Assert.True(FrameReader.TryReadHeader(stream, Codec.V5, 100, out var first));
        Assert.Equal((PacketType.PingReq, 2), (first.Type, first.TotalLength));
        Assert.True(FrameReader.TryReadHeader(stream.AsSpan(2), Codec.V5, 100, out var second));
        Assert.Equal((PacketType.PubAck, 4), (second.Type, second.TotalLength));
        Assert.False(FrameReader.TryReadHeader(stream.AsSpan(6), Codec.V5, 100, out _));
    }

    // An own statement of the table of the fixed header.
    private static bool IsAllowed(int type, int flags, MqttVersion version) => (type, version) switch
    {
        (0, _) => false,
        (1, _) => true, // left to ConnectPacket, which knows the version
        (3, MqttVersion.V310) => (flags & 6) != 6,
        (3, _) => (flags & 6) != 6 && (flags & 14) != 8,
        (15, MqttVersion.V500) => flags == 0,
        (15, _) => false,
        (6 or 8 or 10, MqttVersion.V310) => flags is 2 or 10,
        (6 or 8 or 10, _) => flags == 2,
        (_, MqttVersion.V310) => true,
        _ => flags == 0,
    };
}
