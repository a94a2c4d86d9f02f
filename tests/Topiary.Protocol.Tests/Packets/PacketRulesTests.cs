namespace Topiary.Protocol.Tests;

/// <summary>Rules of the other packets: malformed, against the protocol, or different between versions.</summary>
public sealed class PacketRulesTests
{
    [Theory]
    [InlineData("30 02 00 00", MqttVersion.V310, ReasonCode.MalformedPacket)]
    [InlineData("30 02 00 00", MqttVersion.V311, ReasonCode.MalformedPacket)]
    [InlineData("30 03 00 00 00", MqttVersion.V500, ReasonCode.ProtocolError)]
    public void An_empty_topic_without_alias_is_refused(string hex, MqttVersion version, ReasonCode reason) =>
        Codec.AssertRefused(hex, version, reason, 4);

    [Fact]
    public void An_empty_topic_with_an_alias_is_read()
    {
        var packet = Assert.IsType<PublishPacket>(Codec.Decode(Codec.Hex("30 06 00 00 03 23 00 07"), Codec.V5));
        Assert.Equal((0, (ushort)7), (packet.Topic.Length, packet.Properties.TopicAlias));
    }

    [Theory]
    [InlineData("30 03 00 01 2B")]
    [InlineData("30 03 00 01 23")]
    [InlineData("30 05 00 03 61 2F 23")]
    public void A_topic_with_a_wildcard_is_malformed(string hex)
    {
        Codec.AssertRefused(hex, MqttVersion.V310, ReasonCode.MalformedPacket);
        Codec.AssertRefused(hex, MqttVersion.V311, ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData("32 05 00 01 61 00 00", ReasonCode.ProtocolError, 5)]
    [InlineData("82 06 00 00 00 01 61 00", ReasonCode.MalformedPacket, 2)]
    [InlineData("A2 05 00 00 00 01 61", ReasonCode.MalformedPacket, 2)]
    [InlineData("40 02 00 00", ReasonCode.MalformedPacket, 2)]
    [InlineData("50 02 00 00", ReasonCode.MalformedPacket, 2)]
    [InlineData("62 02 00 00", ReasonCode.MalformedPacket, 2)]
    [InlineData("70 02 00 00", ReasonCode.MalformedPacket, 2)]
    [InlineData("90 03 00 00 00", ReasonCode.MalformedPacket, 2)]
    [InlineData("B0 02 00 00", ReasonCode.MalformedPacket, 2)]
    public void A_packet_identifier_of_zero_is_refused(string hex, ReasonCode reason, long offset) =>
        Codec.AssertRefused(hex, Codec.V3, reason, offset);

    [Theory]
    [InlineData("40 03 00 01 00", MqttVersion.V311)]
    [InlineData("40 05 00 01 00 00 00", MqttVersion.V500)]
    [InlineData("20 03 00 00 00", MqttVersion.V311)]
    [InlineData("20 04 00 00 00 00", MqttVersion.V500)]
    [InlineData("20 02 02 00", MqttVersion.V311)]
    [InlineData("B0 03 00 01 00", MqttVersion.V311)]
    [InlineData("E0 01 00", MqttVersion.V310)]
    [InlineData("E0 01 00", MqttVersion.V311)]
    [InlineData("E0 03 00 00 00", MqttVersion.V500)]
    [InlineData("F0 07 18 04 15 00 01 58 00", MqttVersion.V500)]
    [InlineData("82 06 00 01 00 01 61 04", MqttVersion.V311)]
    [InlineData("82 06 00 01 00 01 61 03", MqttVersion.V311)]
    [InlineData("82 07 00 01 00 00 01 61 40", MqttVersion.V500)]
    [InlineData("82 07 00 01 00 00 01 61 80", MqttVersion.V500)]
    [InlineData("82 05 00 01 00 01 61", MqttVersion.V311)]
    [InlineData("40 01 00", MqttVersion.V311)]
    [InlineData("20 01 00", MqttVersion.V500)]
    public void Trailing_missing_or_reserved_bits_are_malformed(string hex, MqttVersion version) =>
        Codec.AssertRefused(hex, version, ReasonCode.MalformedPacket);

    [Theory]
    [InlineData("82 07 00 01 00 00 01 61 03")] // maximum QoS 3
    [InlineData("82 07 00 01 00 00 01 61 30")] // Retain Handling 3
    [InlineData("82 10 00 01 00 00 0A 24 73 68 61 72 65 2F 67 2F 61 04")] // No Local on a shared subscription
    [InlineData("82 03 00 01 00")] // no filter
    [InlineData("A2 03 00 01 00")]
    [InlineData("90 03 00 01 00")] // no code
    [InlineData("B0 03 00 01 00")]
    [InlineData("20 03 01 87 00")] // Session Present on refusal
    public void Contents_that_mqtt_5_does_not_allow_are_protocol_errors(string hex) =>
        Codec.AssertRefused(hex, Codec.V5, ReasonCode.ProtocolError);

    [Fact]
    public void A_subscription_without_filter_is_refused_in_mqtt_3_too()
    {
        Codec.AssertRefused("82 02 00 01", Codec.V3, ReasonCode.ProtocolError);
        Codec.AssertRefused("A2 02 00 01", Codec.V3, ReasonCode.ProtocolError);
        Codec.AssertRefused("90 02 00 01", Codec.V3, ReasonCode.ProtocolError);
        Codec.AssertRefused("90 03 00 01 81", Codec.V3, ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a+", false)]
    [InlineData("$share//a", false)]
    [InlineData("$share/g", false)]
    [InlineData("$share/g/", false)]
    [InlineData("$share/+/a", false)]
    [InlineData("$share/g/a", true)]
    [InlineData("$share/g/#", true)]
    [InlineData("$share", true)]
    [InlineData("$shares/x", true)]
    public void A_filter_against_the_grammar_is_malformed(string filter, bool isValid)
    {
        var subscribe = Codec.Encode(new SubscribePacket { PacketId = 1, Subscriptions = [new(filter, new(QoS.AtMostOnce))] }, Codec.V5);
        var unsubscribe = Codec.Encode(new UnsubscribePacket { PacketId = 1, Filters = [filter] }, Codec.V5);
        if (isValid)
        {
            Assert.Equal(filter, Assert.IsType<SubscribePacket>(Codec.Decode(subscribe, Codec.V5)).Subscriptions[0].Filter);
            Assert.Equal(filter, Assert.IsType<UnsubscribePacket>(Codec.Decode(unsubscribe, Codec.V5)).Filters[0]);
        }
        else
        {
            Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(subscribe, Codec.V5).ReasonCode);
            Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(unsubscribe, Codec.V5).ReasonCode);
        }
    }

    [Fact]
    public void Share_is_a_plain_level_in_mqtt_3()
    {
        var packet = Codec.Encode(new SubscribePacket { PacketId = 1, Subscriptions = [new("$share//a", new(QoS.AtMostOnce))] }, Codec.V3);
        Assert.Equal("$share//a", Assert.IsType<SubscribePacket>(Codec.Decode(packet, Codec.V3)).Subscriptions[0].Filter);
    }

    [Fact]
    public void Mqtt_3_1_ignores_bits_that_it_does_not_define()
    {
        var packet = Assert.IsType<SubscribePacket>(Codec.Decode(Codec.Hex("8A 06 00 01 00 01 61 FD"), MqttVersion.V310));
        Assert.Equal(new SubscriptionOptions(QoS.AtLeastOnce), packet.Subscriptions[0].Options);
        Assert.IsType<AckPacket>(Codec.Decode(Codec.Hex("6A 02 00 01"), MqttVersion.V310));
        Assert.True(Assert.IsType<PublishPacket>(Codec.Decode(Codec.Hex("38 03 00 01 61"), MqttVersion.V310)).Duplicate);
        Assert.Equal(ReasonCode.Success, Assert.IsType<ConnAckPacket>(Codec.Decode(Codec.Hex("20 02 FF 00"), MqttVersion.V310)).ReasonCode);
    }

    [Fact]
    public void Packets_of_either_side_can_be_read_by_both()
    {
        // Who may send what is for client and broker to check; the codec tells no sides.
        foreach (var type in RandomPackets.TypesOf(Codec.V5))
        {
            var bytes = Codec.Encode(new RandomPackets(1).Next(type, Codec.V5), Codec.V5);
            Assert.NotNull(Codec.Decode(bytes, Codec.V5));
        }
    }

    [Fact]
    public void A_frame_of_another_type_is_a_mistake_of_the_caller()
    {
        var frame = new PacketFrame(PacketType.PingReq, 0, default);
        Assert.Throws<ArgumentException>(() => PublishPacket.Read(frame, Codec.V5));
        Assert.Throws<ArgumentException>(() => ConnectPacket.Read(frame));
        Assert.Throws<ArgumentException>(() => AckPacket.Read(frame, Codec.V5));
        Assert.Throws<ArgumentException>(() => DisconnectPacket.Read(frame, Codec.V5));
    }

    [Fact]
    public void A_refusal_of_the_version_by_an_mqtt_3_server_is_understood()
    {
        foreach (var version in Codec.Versions)
        {
            Assert.Equal(ReasonCode.UnsupportedProtocolVersion, Assert.IsType<ConnAckPacket>(Codec.Decode(Codec.Hex("20 02 00 01"), version)).ReasonCode);
        }

        Codec.AssertRefused("20 02 00 00", Codec.V5, ReasonCode.MalformedPacket, 4);
        Codec.AssertRefused("20 02 00 05", Codec.V5, ReasonCode.ProtocolError, 3);
    }

    [Fact]
    public void Mqtt_3_leaves_codes_and_properties_out()
    {
        var properties = new AckProperties { ReasonString = "x" };
        Assert.Equal("40020001", Codec.Hex(Codec.Encode(new AckPacket(PacketType.PubAck, 1, ReasonCode.NotAuthorized, properties), Codec.V3)));
        Assert.Equal("B0020001", Codec.Hex(Codec.Encode(new UnsubAckPacket { PacketId = 1, ReasonCodes = [ReasonCode.Success] }, Codec.V3)));
        Assert.Equal("E000", Codec.Hex(Codec.Encode(new DisconnectPacket { ReasonCode = ReasonCode.ServerBusy, ReasonString = "x" }, Codec.V3)));
        Assert.Throws<ArgumentException>(() => new AuthPacket { AuthenticationMethod = "X" }.GetSize(Codec.V3));
        Assert.Equal(ReasonCode.MalformedPacket, Codec.Refused(Codec.Hex("F0 06 18 04 15 00 01 58"), Codec.V3).ReasonCode);
    }

    [Fact]
    public void The_packet_identifier_of_an_encoded_publish_can_be_patched()
    {
        var packet = new PublishPacket { QoS = QoS.AtLeastOnce, Topic = "a/b"u8.ToArray(), Payload = "hi"u8.ToArray() };
        Assert.Throws<ArgumentException>(() => packet.Write(new byte[100], Codec.V5));
        foreach (var version in Codec.Versions)
        {
            var bytes = new byte[packet.GetSize(version)];
            Assert.Equal(bytes.Length, packet.Write(bytes, version, out var offset));
            bytes[offset] = 0x12;
            bytes[offset + 1] = 0x34;
            Assert.Equal(0x1234, Assert.IsType<PublishPacket>(Codec.Decode(bytes, version)).PacketId);
        }

        (packet with { QoS = QoS.AtMostOnce }).Write(new byte[100], Codec.V5, out var none);
        Assert.Equal(-1, none);
    }

    [Fact]
    public void What_is_too_long_cannot_be_written()
    {
        Assert.Throws<ArgumentException>(() => new PublishPacket { Topic = new byte[65_536] }.GetSize(Codec.V5));
        Assert.Throws<ArgumentException>(() => new PublishPacket { Topic = new byte[1], Payload = new byte[268_435_455] }.GetSize(Codec.V3));
    }
}
