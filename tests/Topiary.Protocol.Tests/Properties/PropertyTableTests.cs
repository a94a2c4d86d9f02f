namespace Topiary.Protocol.Tests;

/// <summary>Every identifier in every packet: where it may stand, how often, and with which values. The tables are stated here a second time, by packet.</summary>
public sealed class PropertyTableTests
{
    private static readonly Dictionary<string, string> s_allowed = new()
    {
        ["CONNECT"] = "11 15 16 17 19 21 22 26 27",
        ["Will"] = "01 02 03 08 09 18 26",
        ["CONNACK"] = "11 12 13 15 16 1A 1C 1F 21 22 24 25 26 27 28 29 2A",
        ["PUBLISH"] = "01 02 03 08 09 0B 23 26",
        ["PUBACK"] = "1F 26",
        ["PUBREC"] = "1F 26",
        ["PUBREL"] = "1F 26",
        ["PUBCOMP"] = "1F 26",
        ["SUBSCRIBE"] = "0B 26",
        ["SUBACK"] = "1F 26",
        ["UNSUBSCRIBE"] = "26",
        ["UNSUBACK"] = "1F 26",
        ["DISCONNECT"] = "11 1C 1F 26",
        ["AUTH"] = "15 16 1F 26",
    };

    // A valid value of each of the 27 properties.
    private static readonly Dictionary<byte, byte[]> s_values = new()
    {
        [0x01] = [1], [0x02] = [0, 0, 0, 9], [0x03] = [0, 1, 97], [0x08] = [0, 1, 97], [0x09] = [0, 1, 0], [0x0B] = [7],
        [0x11] = [0, 0, 0, 9], [0x12] = [0, 1, 97], [0x13] = [0, 9], [0x15] = [0, 1, 97], [0x16] = [0, 1, 0], [0x17] = [1],
        [0x18] = [0, 0, 0, 9], [0x19] = [1], [0x1A] = [0, 1, 97], [0x1C] = [0, 1, 97], [0x1F] = [0, 1, 97], [0x21] = [0, 9],
        [0x22] = [0, 9], [0x23] = [0, 9], [0x24] = [1], [0x25] = [1], [0x26] = [0, 1, 97, 0, 1, 98], [0x27] = [0, 0, 0, 9],
        [0x28] = [1], [0x29] = [1], [0x2A] = [1],
    };

    public static TheoryData<string> Packets => [.. s_allowed.Keys];

    [Theory]
    [MemberData(nameof(Packets))]
    public void Each_identifier_is_accepted_exactly_where_it_is_allowed(string packet)
    {
        var allowed = Codec.Hex(s_allowed[packet]);
        for (var id = 0; id < 128; id++)
        {
            byte[] property = [(byte)id, .. s_values.GetValueOrDefault((byte)id, [0, 0, 0, 0])];
            if (allowed.Contains((byte)id))
            {
                var bytes = PacketWith(packet, property);
                var read = Codec.Decode(bytes, Codec.V5);
                Assert.Equal(PacketText.Of(read), PacketText.Of(Codec.Decode(Codec.Encode(read, Codec.V5), Codec.V5)));
            }
            else
            {
                Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(PacketWith(packet, property), Codec.V5).ReasonCode);
            }
        }

        Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(PacketWith(packet, [0x80, 0x01, 0]), Codec.V5).ReasonCode);
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_repeated_property_is_a_protocol_error_unless_it_may_be_repeated(string packet)
    {
        foreach (var id in Codec.Hex(s_allowed[packet]))
        {
            byte[] once = [id, .. s_values[id]];
            var bytes = PacketWith(packet, [.. once, .. once]);
            if (id == 0x26 || (id == 0x0B && packet == "PUBLISH"))
            {
                Assert.NotNull(Codec.Decode(bytes, Codec.V5));
            }
            else
            {
                Assert.Equal(ReasonCode.ProtocolError, Codec.Refused(bytes, Codec.V5).ReasonCode);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_value_cut_short_is_malformed(string packet)
    {
        foreach (var id in Codec.Hex(s_allowed[packet]))
        {
            byte[] property = [id, .. s_values[id]];
            for (var length = 1; length < property.Length; length++)
            {
                Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(PacketWith(packet, property[..length]), Codec.V5).ReasonCode);
            }
        }
    }

    [Theory]
    [InlineData("PUBLISH", "01 02", ReasonCode.ProtocolError)]
    [InlineData("Will", "01 FF", ReasonCode.ProtocolError)]
    [InlineData("PUBLISH", "0B 00", ReasonCode.ProtocolError)]
    [InlineData("SUBSCRIBE", "0B 00", ReasonCode.ProtocolError)]
    [InlineData("PUBLISH", "23 00 00", ReasonCode.TopicAliasInvalid)]
    [InlineData("PUBLISH", "08 00 00", ReasonCode.ProtocolError)]
    [InlineData("PUBLISH", "08 00 01 2B", ReasonCode.ProtocolError)]
    [InlineData("Will", "08 00 01 23", ReasonCode.ProtocolError)]
    [InlineData("CONNECT", "21 00 00", ReasonCode.ProtocolError)]
    [InlineData("CONNACK", "21 00 00", ReasonCode.ProtocolError)]
    [InlineData("CONNECT", "27 00 00 00 00", ReasonCode.ProtocolError)]
    [InlineData("CONNACK", "27 00 00 00 00", ReasonCode.ProtocolError)]
    [InlineData("CONNECT", "17 02", ReasonCode.ProtocolError)]
    [InlineData("CONNECT", "19 02", ReasonCode.ProtocolError)]
    [InlineData("CONNACK", "24 02", ReasonCode.ProtocolError)]
    [InlineData("CONNACK", "25 02", ReasonCode.ProtocolError)]
    [InlineData("CONNACK", "28 02", ReasonCode.ProtocolError)]
    [InlineData("CONNACK", "29 02", ReasonCode.ProtocolError)]
    [InlineData("CONNACK", "2A 02", ReasonCode.ProtocolError)]
    public void A_forbidden_value_is_refused(string packet, string property, ReasonCode reason) =>
        Assert.Equal(reason, Codec.Refused(PacketWith(packet, Codec.Hex(property)), Codec.V5).ReasonCode);

    [Fact]
    public void A_forbidden_value_cannot_be_written()
    {
        Assert.Throws<ArgumentException>(() => new ConnectPacket { ReceiveMaximum = 0 }.GetSize(Codec.V5));
        Assert.Throws<ArgumentException>(() => new ConnectPacket { MaximumPacketSize = 0 }.GetSize(Codec.V5));
        Assert.Throws<ArgumentException>(() => new ConnAckPacket { MaximumQoS = QoS.ExactlyOnce }.GetSize(Codec.V5));
        Assert.ThrowsAny<ArgumentException>(() =>
            new SubscribePacket { PacketId = 1, Subscriptions = [], SubscriptionIdentifier = 268_435_456 }.GetSize(Codec.V5));
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_property_length_past_the_end_is_malformed(string packet)
    {
        var bytes = PacketWith(packet, [0x26, 0, 1, 97, 0, 1, 98], claimMore: true);
        Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(bytes, Codec.V5).ReasonCode);
    }

    [Fact]
    public void Authentication_data_needs_a_method()
    {
        Codec.AssertRefused("10 12 00 04 4D 51 54 54 05 02 00 00 04 16 00 01 00 00 01 61", Codec.V5, ReasonCode.ProtocolError);
        Codec.AssertRefused("F0 00", Codec.V5, ReasonCode.ProtocolError);
        Codec.AssertRefused("F0 01 18", Codec.V5, ReasonCode.ProtocolError);
        Codec.AssertRefused("F0 02 18 00", Codec.V5, ReasonCode.ProtocolError);
    }

    private static byte[] PacketWith(string packet, byte[] properties, bool claimMore = false)
    {
        if (claimMore)
        {
            // What follows the properties in the packet must not be taken for one.
            properties = [(byte)(properties.Length + 100), .. properties];
        }
        else if (packet == "AUTH" && properties is not [0x15, ..])
        {
            properties = [(byte)(properties.Length + 4), 0x15, 0, 1, 97, .. properties];
        }
        else if (packet == "CONNECT" && properties is [0x16, ..])
        {
            properties = [(byte)(properties.Length + 4), 0x15, 0, 1, 97, .. properties];
        }
        else
        {
            properties = [(byte)properties.Length, .. properties];
        }

        return packet switch
        {
            "CONNECT" => Codec.Packet(0x10, [0, 4, .. "MQTT"u8, 5, 2, 0, 0, .. properties, 0, 1, 97]),
            "Will" => Codec.Packet(0x10, [0, 4, .. "MQTT"u8, 5, 6, 0, 0, 0, 0, 1, 97, .. properties, 0, 1, 98, 0, 1, 99]),
            "CONNACK" => Codec.Packet(0x20, [0, 0, .. properties]),
            "PUBLISH" => Codec.Packet(0x30, [0, 1, 97, .. properties, 1, 2, 3]),
            "PUBACK" => Codec.Packet(0x40, [0, 1, 0, .. properties]),
            "PUBREC" => Codec.Packet(0x50, [0, 1, 0, .. properties]),
            "PUBREL" => Codec.Packet(0x62, [0, 1, 0, .. properties]),
            "PUBCOMP" => Codec.Packet(0x70, [0, 1, 0, .. properties]),
            "SUBSCRIBE" => Codec.Packet(0x82, [0, 1, .. properties, 0, 1, 97, 0]),
            "SUBACK" => Codec.Packet(0x90, [0, 1, .. properties, 0]),
            "UNSUBSCRIBE" => Codec.Packet(0xA2, [0, 1, .. properties, 0, 1, 97]),
            "UNSUBACK" => Codec.Packet(0xB0, [0, 1, .. properties, 0]),
            "DISCONNECT" => Codec.Packet(0xE0, [0, .. properties]),
            _ => Codec.Packet(0xF0, [0x18, .. properties]),
        };
    }
}
