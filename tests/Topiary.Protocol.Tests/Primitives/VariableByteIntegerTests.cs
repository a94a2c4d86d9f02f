namespace Topiary.Protocol.Tests;

public sealed class VariableByteIntegerTests
{
    [Theory]
    [InlineData(0u, "00")]
    [InlineData(127u, "7F")]
    [InlineData(128u, "80 01")]
    [InlineData(16_383u, "FF 7F")]
    [InlineData(16_384u, "80 80 01")]
    [InlineData(2_097_151u, "FF FF 7F")]
    [InlineData(2_097_152u, "80 80 80 01")]
    [InlineData(268_435_455u, "FF FF FF 7F")]
    public void Limits_of_each_size_are_written_and_read(uint value, string hex)
    {
        var bytes = Codec.Hex(hex);
        var written = new byte[VariableByteInteger.GetSize(value)];
        Assert.Equal(written.Length, VariableByteInteger.Write(written, value));
        Assert.Equal(bytes, written);
        Assert.Equal(bytes.Length, VariableByteInteger.Read(bytes, out var read));
        Assert.Equal(value, read);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(0, VariableByteInteger.Read(bytes.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData("80 00")]
    [InlineData("FF 00")]
    [InlineData("80 80 00")]
    [InlineData("81 80 80 00")]
    [InlineData("80 80 80 80")]
    [InlineData("FF FF FF FF 01")]
    public void Overlong_and_five_byte_forms_are_malformed(string hex) =>
        Assert.Equal(-1, VariableByteInteger.Read(Codec.Hex(hex), out _));

    [Fact]
    public void A_value_above_the_maximum_cannot_be_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => VariableByteInteger.Write(new byte[5], 268_435_456));

    [Theory]
    [InlineData("30 09 00 01 61 80 80 80 80 01 68")] // property length of five bytes
    [InlineData("30 0A 00 01 61 06 0B 80 80 80 80 01")] // subscription identifier of five bytes
    [InlineData("30 0A 00 01 61 06 80 80 80 80 01 00")] // property identifier of five bytes
    [InlineData("30 06 00 01 61 80 00 68")] // over-long property length
    public void Five_byte_and_overlong_integers_inside_a_packet_are_malformed(string hex) =>
        Codec.AssertRefused(hex, Codec.V5, ReasonCode.MalformedPacket);
}
