namespace Topiary.Protocol.Tests;

/// <summary>Every reason code in every packet that carries one; the tables are stated here a second time, by packet.</summary>
public sealed class ReasonCodeTests
{
    private static readonly Dictionary<PacketType, string> s_defined = new()
    {
        [PacketType.ConnAck] = "00 80 81 82 83 84 85 86 87 88 89 8A 8C 90 95 97 99 9A 9B 9C 9D 9F",
        [PacketType.PubAck] = "00 10 80 83 87 90 91 97 99",
        [PacketType.PubRec] = "00 10 80 83 87 90 91 97 99",
        [PacketType.PubRel] = "00 92",
        [PacketType.PubComp] = "00 92",
        [PacketType.SubAck] = "00 01 02 80 83 87 8F 91 97 9E A1 A2",
        [PacketType.UnsubAck] = "00 11 80 83 87 8F 91",
        [PacketType.Disconnect] = "00 04 80 81 82 83 87 89 8B 8C 8D 8E 8F 90 93 94 95 96 97 98 99 9A 9B 9C 9D 9E 9F A0 A1 A2",
        [PacketType.Auth] = "00 18 19",
    };

    public static TheoryData<PacketType> Packets => [.. s_defined.Keys];

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_packet_is_read_with_its_own_codes_and_refused_with_any_other(PacketType type)
    {
        var defined = Codec.Hex(s_defined[type]);
        for (var code = 0; code < 256; code++)
        {
            var bytes = PacketWith(type, (byte)code);
            if (defined.Contains((byte)code))
            {
                Assert.NotNull(Codec.Decode(bytes, Codec.V5));
            }
            else
            {
                Assert.Equal(ReasonCode.ProtocolError, Codec.Refused(bytes, Codec.V5).ReasonCode);
            }
        }
    }

    [Fact]
    public void Other_packets_carry_no_code()
    {
        foreach (var type in Enum.GetValues<PacketType>().Except(s_defined.Keys))
        {
            Assert.DoesNotContain(Enum.GetValues<ReasonCode>(), code => ReasonCodes.IsDefined(type, code));
        }
    }

    [Fact]
    public void Every_code_has_one_name_and_a_packet()
    {
        var codes = Enum.GetValues<ReasonCode>();
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.Equal(43, codes.Length);
        Assert.All(codes, code => Assert.Contains(s_defined.Keys, type => ReasonCodes.IsDefined(type, code)));
        Assert.All(codes, code => Assert.Equal((byte)code >= 128, code.IsFailure()));
    }

    [Fact]
    public void Return_codes_of_mqtt_3_map_there_and_back()
    {
        for (byte code = 0; code < 6; code++)
        {
            Assert.True(ReasonCodes.TryGetConnectReturnCode(ReasonCodes.FromConnectReturnCode(code)!.Value, out var back));
            Assert.Equal(code, back);
        }

        Assert.Null(ReasonCodes.FromConnectReturnCode(6));
        Codec.AssertRefused("20 02 00 06", Codec.V3, ReasonCode.ProtocolError, 3);
        Assert.False(ReasonCodes.TryGetConnectReturnCode(ReasonCode.MalformedPacket, out _));
        Assert.Throws<ArgumentException>(() => new ConnAckPacket { ReasonCode = ReasonCode.PacketTooLarge }.GetSize(Codec.V3));
        Assert.Equal("20020003", Codec.Hex(Codec.Encode(new ConnAckPacket { ReasonCode = ReasonCode.ServerBusy }, Codec.V3)));
    }

    [Theory]
    [InlineData(MqttVersion.V310, "900500070100" + "00")]
    [InlineData(MqttVersion.V311, "900500070180" + "80")]
    [InlineData(MqttVersion.V500, "90060007000187" + "80")]
    public void Failures_in_suback_are_translated_to_the_version(MqttVersion version, string hex)
    {
        var packet = new SubAckPacket { PacketId = 7, ReasonCodes = [ReasonCode.GrantedQoS1, ReasonCode.NotAuthorized, ReasonCode.UnspecifiedError] };
        Assert.Equal(hex, Codec.Hex(Codec.Encode(packet, version)));
    }

    private static byte[] PacketWith(PacketType type, byte code) => type switch
    {
        PacketType.ConnAck => Codec.Packet(0x20, 0, code, 0),
        PacketType.SubAck => Codec.Packet(0x90, 0, 1, 0, code),
        PacketType.UnsubAck => Codec.Packet(0xB0, 0, 1, 0, code),
        PacketType.Disconnect => Codec.Packet(0xE0, code),
        PacketType.Auth => Codec.Packet(0xF0, code, 4, 0x15, 0, 1, (byte)'X'),
        _ => Codec.Packet((byte)((int)type << 4 | (type == PacketType.PubRel ? 2 : 0)), 0, 1, code),
    };
}
