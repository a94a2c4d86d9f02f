using System.Buffers;

namespace Topiary.Protocol.Tests;

public sealed class PublishPropertiesTests
{
    [Theory]
    [InlineData("03 00 01 61", "03 00 01 61", false)]
    [InlineData("23 00 01", "", false)]
    [InlineData("23 00 01 03 00 01 61", "03 00 01 61", false)]
    [InlineData("03 00 01 61 02 00 00 00 05 0B 07", "03 00 01 61", false)]
    [InlineData("0B 07 03 00 01 61 01 01 0B 80 01", "03 00 01 61 01 01", false)]
    [InlineData("03 00 01 61 23 00 01 01 01", "03 00 01 61 01 01", true)]
    [InlineData("26 00 01 61 00 01 62 02 00 00 00 05 26 00 01 61 00 01 63", "26 00 01 61 00 01 62 26 00 01 61 00 01 63", true)]
    public void Forwarded_properties_are_those_that_go_through_unchanged(string received, string forwarded, bool isCopy)
    {
        var block = Codec.Hex(received);
        var packet = Read(block);
        Assert.Equal(Codec.Hex(Codec.Hex(forwarded)), Codec.Hex(packet.Properties.Forwarded.Span));
        Assert.Equal(isCopy, !packet.Properties.Raw.Span.Overlaps(packet.Properties.Forwarded.Span) && forwarded.Length != 0);
    }

    [Fact]
    public void Forwarded_properties_are_sent_on_with_those_of_the_delivery()
    {
        var received = Read(Codec.Hex("02 00 00 00 09 03 00 01 61 23 00 01"));
        var packet = new PublishPacket
        {
            Topic = "t"u8.ToArray(),
            Properties = new PublishProperties(received.Properties.Forwarded, 8, 3, 5, new uint[] { 200, 6 }),
        };
        Assert.Equal("3017" + "000174" + "13" + "0200000008" + "230003" + "0B05" + "0BC801" + "0B06" + "03000161", Codec.Hex(Codec.Encode(packet, Codec.V5)));
    }

    [Fact]
    public void Absent_and_empty_values_differ()
    {
        var absent = Read([]).Properties;
        Assert.True(absent.IsEmpty);
        Assert.False(absent.HasContentType || absent.HasResponseTopic || absent.HasCorrelationData || absent.HasSubscriptionIdentifiers);
        Assert.Null(absent.PayloadFormatIndicator);
        Assert.Null(absent.MessageExpiryInterval);
        var present = Read(Codec.Hex("03 00 00 09 00 00 01 00 02 00 00 00 00")).Properties;
        Assert.True(present.HasContentType && present.HasCorrelationData);
        Assert.Equal((0, 0), (present.ContentType.Length, present.CorrelationData.Length));
        Assert.Equal((byte?)0, present.PayloadFormatIndicator);
        Assert.Equal(0u, present.MessageExpiryInterval);
        Assert.False(present.IsEmpty);
    }

    [Fact]
    public void Repeated_properties_are_enumerated_in_order()
    {
        var properties = Read(Codec.Hex("26 00 01 61 00 01 31 0B 07 26 00 00 00 00 0B 80 01 26 00 01 61 00 01 32")).Properties;
        var identifiers = new List<uint>();
        foreach (var identifier in properties.SubscriptionIdentifiers)
        {
            identifiers.Add(identifier);
        }

        Assert.Equal([7u, 128u], identifiers);
        Assert.Equal([new("a", "1"), new("", ""), new("a", "2")], properties.UserProperties.ToUserProperties());
        Assert.Same(UserProperties.Empty, Read([]).Properties.UserProperties.ToUserProperties());
    }

    [Fact]
    public void The_builder_writes_what_is_read_back()
    {
        var output = new ArrayBufferWriter<byte>();
        new PublishPropertiesBuilder(output).SetPayloadFormatIndicator(true).SetContentType("c"u8).SetResponseTopic("r/1"u8)
            .SetCorrelationData([1, 2]).AddUserProperties(new UserProperties([new("n", "v"), new("ä", "€")]));
        var properties = Read(output.WrittenSpan.ToArray()).Properties;
        Assert.Equal((byte?)1, properties.PayloadFormatIndicator);
        Assert.Equal("c"u8.ToArray(), properties.ContentType.ToArray());
        Assert.Equal("r/1"u8.ToArray(), properties.ResponseTopic.ToArray());
        Assert.Equal([1, 2], properties.CorrelationData.ToArray());
        Assert.Equal([new("n", "v"), new("ä", "€")], properties.UserProperties.ToUserProperties());
    }

    [Fact]
    public void The_builder_refuses_what_could_not_be_read()
    {
        var builder = new PublishPropertiesBuilder(new ArrayBufferWriter<byte>());
        Assert.Throws<ArgumentException>(() => builder.SetContentType([0xFF]));
        Assert.Throws<ArgumentException>(() => builder.SetResponseTopic("a/+"u8));
        Assert.Throws<ArgumentException>(() => builder.SetCorrelationData(new byte[65_536]));
        Assert.Throws<ArgumentException>(() => builder.AddUserProperty("a\0", "b"));
        builder.SetPayloadFormatIndicator(true);
        Assert.Throws<InvalidOperationException>(() => builder.SetPayloadFormatIndicator(true));
    }

    private static PublishPacket Read(byte[] block) =>
        Assert.IsType<PublishPacket>(Codec.Decode(Codec.Packet(0x30, [0, 1, 97, (byte)block.Length, .. block, 9]), Codec.V5));
}
