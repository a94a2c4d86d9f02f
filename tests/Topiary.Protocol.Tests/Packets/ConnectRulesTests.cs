namespace Topiary.Protocol.Tests;

/// <summary>The rules of CONNECT and where the versions differ.</summary>
public sealed class ConnectRulesTests
{
    private const string Head4 = "00 04 4D 51 54 54 04 ";
    private const string Head5 = "00 04 4D 51 54 54 05 ";
    private const string Head3 = "00 06 4D 51 49 73 64 70 03 ";

    [Theory]
    [InlineData("00 04 4D 51 54 54 06 02 00 3C 00 00 01 61", "MQTT", 6, 8)]
    [InlineData("00 04 4D 51 54 54 03 02 00 3C 00 01 61", "MQTT", 3, 8)]
    [InlineData("00 04 4D 51 54 54 84 02 00 3C 00 01 61", "MQTT", 0x84, 8)]
    [InlineData("00 06 4D 51 49 73 64 70 04 02 00 3C 00 01 61", "MQIsdp", 4, 10)]
    [InlineData("00 04 6D 71 74 74 04 02 00 3C 00 01 61", "mqtt", 4, 2)]
    [InlineData("00 00 04", "", 4, 2)]
    public void An_unknown_protocol_or_level_is_told_with_its_level(string body, string name, byte level, long offset)
    {
        var error = Assert.IsType<MqttUnsupportedVersionException>(Codec.Refused(Codec.Packet(0x10, Codec.Hex(body)), Codec.V5));
        Assert.Equal((name, level, ReasonCode.UnsupportedProtocolVersion, offset), (error.ProtocolName, error.ProtocolLevel, error.ReasonCode, error.Offset));
    }

    [Theory]
    [InlineData(Head4 + "03 00 3C 00 01 61", "the reserved bit")]
    [InlineData(Head5 + "03 00 3C 00 00 01 61", "the reserved bit")]
    [InlineData(Head4 + "22 00 3C 00 01 61", "Will Retain without Will")]
    [InlineData(Head4 + "0A 00 3C 00 01 61", "Will QoS without Will")]
    [InlineData(Head4 + "1E 00 3C 00 01 61 00 01 77 00 01 78", "Will QoS 3")]
    [InlineData(Head4 + "42 00 3C 00 01 61 00 01 70", "a password without user name")]
    [InlineData(Head3 + "42 00 3C 00 01 61 00 01 70", "a password without user name")]
    [InlineData(Head4 + "02 00 3C 00 01 61 00", "a byte too many")]
    [InlineData(Head4 + "02 00 3C 00 02 61", "a Client Identifier past the end")]
    [InlineData(Head4 + "82 00 3C 00 01 61", "a flagged user name that is missing")]
    [InlineData(Head4 + "C2 00 3C 00 01 61 00 01 75", "a flagged password that is missing")]
    [InlineData(Head4 + "06 00 3C 00 01 61 00 01 77", "a Will without payload")]
    public void A_connect_against_its_format_is_malformed(string body, string why)
    {
        var error = Codec.Refused(Codec.Packet(0x10, Codec.Hex(body)), Codec.V5);
        Assert.True(error.ReasonCode == ReasonCode.MalformedPacket, why);
    }

    [Fact]
    public void A_will_topic_that_is_no_topic_name_is_refused_as_such()
    {
        Codec.AssertRefused("10 12 00 04 4D 51 54 54 04 06 00 3C 00 01 61 00 01 2B 00 00", Codec.V3, ReasonCode.TopicNameInvalid);
        Codec.AssertRefused("10 11 00 04 4D 51 54 54 04 06 00 3C 00 01 61 00 00 00 00", Codec.V3, ReasonCode.TopicNameInvalid, 17);
    }

    [Fact]
    public void Mqtt_5_allows_a_password_alone()
    {
        var packet = Read(Head5 + "42 00 3C 00 00 01 61 00 01 70");
        Assert.Null(packet.UserName);
        Assert.Equal("p"u8.ToArray(), packet.Password!.Value.ToArray());
        Assert.Throws<ArgumentException>(() => packet.GetSize(Codec.V3));
    }

    [Fact]
    public void Mqtt_3_1_is_lenient_where_its_text_is()
    {
        Assert.True(Read(Head3 + "03 00 3C 00 01 61").CleanStart);
        var packet = Read(Head3 + "C2 00 3C 00 01 61 00 01 75");
        Assert.Equal("u", packet.UserName);
        Assert.Null(packet.Password);
        Assert.Null(Read(Head3 + "C2 00 3C 00 01 61").UserName);
        var withFlags = Codec.Packet(0x1B, Codec.Hex(Head3 + "02 00 3C 00 01 61"));
        Assert.IsType<ConnectPacket>(Codec.Decode(withFlags, MqttVersion.V310));
        Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(Codec.Packet(0x1B, Codec.Hex(Head4 + "02 00 3C 00 01 61")), Codec.V3).ReasonCode);
    }

    [Fact]
    public void Empty_user_name_and_password_differ_from_absent_ones()
    {
        var packet = Read(Head4 + "C2 00 3C 00 01 61 00 00 00 00");
        Assert.Equal("", packet.UserName);
        Assert.NotNull(packet.Password);
        Assert.Equal(0, packet.Password.Value.Length);
        packet = Read(Head4 + "02 00 3C 00 01 61");
        Assert.Null(packet.UserName);
        Assert.Null(packet.Password);
    }

    [Fact]
    public void Will_properties_keep_what_the_published_will_needs()
    {
        // delay 1, expiry 2, content type "a" between them
        var packet = Read(Head5 + "06 00 3C 00 00 01 61 0E 18 00 00 00 01 03 00 01 61 02 00 00 00 02 00 01 77 00 01 78");
        Assert.Equal((1u, 2u), (packet.Will!.DelayInterval, packet.Will.Properties.MessageExpiryInterval));
        Assert.Equal("03000161", Codec.Hex(packet.Will.Properties.Forwarded.Span));
        Assert.Equal("a"u8.ToArray(), packet.Will.Properties.ContentType.ToArray());
    }

    private static ConnectPacket Read(string body) => Assert.IsType<ConnectPacket>(Codec.Decode(Codec.Packet(0x10, Codec.Hex(body)), Codec.V5));
}
