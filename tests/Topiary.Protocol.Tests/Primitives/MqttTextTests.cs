using System.Text;

namespace Topiary.Protocol.Tests;

public sealed class MqttTextTests
{
    public static TheoryData<string> Bad => new()
    {
        "00", // U+0000
        "61 00 62",
        "80", // continuation without start
        "BF 61",
        "C0 80", // over-long U+0000
        "C1 BF",
        "E0 80 80",
        "E0 9F BF",
        "F0 80 80 80",
        "F0 8F BF BF",
        "ED A0 80", // U+D800
        "ED BF BF", // U+DFFF
        "ED A0 B4 ED B4 9E", // a surrogate pair, each half encoded
        "F4 90 80 80", // above U+10FFFF
        "F5 80 80 80",
        "FE",
        "FF",
        "C3", // cut short
        "E2 82",
        "F0 9F 8C",
        "E2 28 A1",
        "61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 80",
    };

    public static TheoryData<string> Good => new()
    {
        "",
        "61",
        "01 1F 7F",
        "C2 80",
        "EF BB BF 61", // U+FEFF is data
        "ED 9F BF", // U+D7FF
        "EE 80 80", // U+E000
        "EF BF BF", // a non-character
        "F0 90 80 80",
        "F4 8F BF BF",
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Ill_formed_text_is_refused_everywhere(string hex)
    {
        var text = Codec.Hex(hex);
        Assert.False(MqttText.IsValid(text));
        Assert.Throws<ArgumentException>(() => MqttText.ThrowIfInvalid(text));
        byte[] field = [0, (byte)text.Length, .. text];
        byte[][] packets =
        [
            Codec.Packet(0x10, [0, 4, .. "MQTT"u8, 5, 2, 0, 0, 0, .. field]),
            Codec.Packet(0x10, [0, 4, .. "MQTT"u8, 5, 0x82, 0, 0, 0, 0, 0, .. field]),
            Codec.Packet(0x10, [0, 4, .. "MQTT"u8, 5, 0x06, 0, 0, 0, 0, 0, 0, .. field, 0, 0]),
            Codec.Packet(0x30, [.. field, 0]),
            Codec.Packet(0x30, [0, 1, 97, (byte)(field.Length + 1), 3, .. field]),
            Codec.Packet(0x30, [0, 1, 97, (byte)(field.Length + 1), 8, .. field]),
            Codec.Packet(0x30, [0, 1, 97, (byte)(field.Length + 3), 38, .. field, 0, 0]),
            Codec.Packet(0x30, [0, 1, 97, (byte)(field.Length + 3), 38, 0, 0, .. field]),
            Codec.Packet(0x82, [0, 1, 0, .. field, 0]),
            Codec.Packet(0xA2, [0, 1, 0, .. field]),
            Codec.Packet(0xE0, [0, (byte)(field.Length + 1), 31, .. field]),
        ];
        Assert.All(packets, packet => Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(packet, Codec.V5).ReasonCode));
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Well_formed_text_is_kept_as_it_is(string hex)
    {
        var text = Codec.Hex(hex);
        Assert.True(MqttText.IsValid(text));
        var connect = Assert.IsType<ConnectPacket>(
            Codec.Decode(Codec.Packet(0x10, [0, 4, .. "MQTT"u8, 5, 2, 0, 0, 0, 0, (byte)text.Length, .. text]), Codec.V5));
        Assert.Equal(text, Encoding.UTF8.GetBytes(connect.ClientId));
    }

    [Fact]
    public void Text_that_cannot_be_sent_is_refused_when_writing()
    {
        Assert.Throws<ArgumentException>(() => new ConnectPacket { ClientId = "a\0b" }.GetSize(Codec.V5));
        Assert.ThrowsAny<ArgumentException>(() => new ConnectPacket { ClientId = "\uD800" }.GetSize(Codec.V5));
        Assert.Throws<ArgumentException>(() => new ConnectPacket { ClientId = new string('x', 65_536) }.GetSize(Codec.V5));
        Assert.Throws<ArgumentException>(() => new ConnectPacket { UserName = "u", Password = new byte[65_536] }.GetSize(Codec.V5));
        Assert.Equal(65_535, MqttText.GetByteCount(new string('x', 65_535)));
    }
}
