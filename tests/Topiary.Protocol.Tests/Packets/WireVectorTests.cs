namespace Topiary.Protocol.Tests;

/// <summary>Fixed byte sequences of every packet, read and written back.</summary>
public sealed class WireVectorTests
{
    public static TheoryData<MqttVersion, string> Vectors => new()
    {
        { MqttVersion.V310, "10 0F 00 06 4D 51 49 73 64 70 03 02 00 3C 00 01 61" },
        { MqttVersion.V311, "10 0D 00 04 4D 51 54 54 04 02 00 3C 00 01 61" },
        { MqttVersion.V500, "10 0E 00 04 4D 51 54 54 05 02 00 3C 00 00 01 61" },
        { MqttVersion.V500, "10 16 00 04 4D 51 54 54 05 02 00 3C 08 11 00 00 00 0A 21 00 05 00 01 61" },
        { MqttVersion.V500, "10 1A 00 04 4D 51 54 54 05 0E 00 3C 00 00 01 61 05 18 00 00 00 1E 00 01 77 00 01 78" },
        { MqttVersion.V311, "20 02 00 00" },
        { MqttVersion.V500, "20 03 00 00 00" },
        { MqttVersion.V500, "20 0F 00 00 0C 12 00 06 61 75 74 6F 2D 31 22 00 0A" },
        { MqttVersion.V311, "32 09 00 03 61 2F 62 00 0A 68 69" },
        { MqttVersion.V500, "32 0A 00 03 61 2F 62 00 0A 00 68 69" },
        { MqttVersion.V500, "31 0B 00 03 61 2F 62 03 23 00 01 68 69" },
        { MqttVersion.V311, "40 02 00 0A" },
        { MqttVersion.V500, "40 02 00 0A" },
        { MqttVersion.V500, "40 03 00 0A 10" },
        { MqttVersion.V311, "62 02 00 0A" },
        { MqttVersion.V500, "62 02 00 0A" },
        { MqttVersion.V311, "82 0E 00 0A 00 03 61 2F 62 01 00 03 63 2F 64 02" },
        { MqttVersion.V500, "82 0B 00 0A 02 0B 01 00 03 61 2F 62 01" },
        { MqttVersion.V311, "90 04 00 0A 01 80" },
        { MqttVersion.V500, "90 05 00 0A 00 01 87" },
        { MqttVersion.V500, "A2 08 00 0A 00 00 03 61 2F 62" },
        { MqttVersion.V311, "B0 02 00 0A" },
        { MqttVersion.V500, "B0 04 00 0A 00 11" },
        { MqttVersion.V311, "C0 00" },
        { MqttVersion.V500, "D0 00" },
        { MqttVersion.V311, "E0 00" },
        { MqttVersion.V500, "E0 00" },
        { MqttVersion.V500, "E0 01 04" },
        { MqttVersion.V500, "E0 07 00 05 11 00 00 00 00" },
        { MqttVersion.V500, "F0 0B 18 09 15 00 01 58 16 00 02 01 02" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Is_read_and_written_back(MqttVersion version, string hex)
    {
        var bytes = Codec.Hex(hex);
        Assert.Equal(Codec.Hex(bytes), Codec.Hex(Codec.Encode(Codec.Decode(bytes, version), version)));
    }

    [Fact]
    public void Connect_fields_are_read()
    {
        var connect = Read<ConnectPacket>("10 1A 00 04 4D 51 54 54 05 0E 00 3C 00 00 01 61 05 18 00 00 00 1E 00 01 77 00 01 78", Codec.V5);
        Assert.Equal((MqttVersion.V500, "a", true, (ushort)60), (connect.Version, connect.ClientId, connect.CleanStart, connect.KeepAlive));
        var will = Assert.IsType<WillMessage>(connect.Will);
        Assert.Equal(("w", QoS.AtLeastOnce, 30u, false), (will.Topic, will.QoS, will.DelayInterval, will.Retain));
        Assert.Equal("x"u8.ToArray(), will.Payload.ToArray());
        Assert.True(will.Properties.IsEmpty);

        connect = Read<ConnectPacket>("10 16 00 04 4D 51 54 54 05 02 00 3C 08 11 00 00 00 0A 21 00 05 00 01 61", Codec.V5);
        Assert.Equal((10u, (ushort)5), (connect.SessionExpiryInterval, connect.ReceiveMaximum));
        Assert.Null(connect.Will);
    }

    [Fact]
    public void Connack_fields_are_read()
    {
        var packet = Read<ConnAckPacket>("20 0F 00 00 0C 12 00 06 61 75 74 6F 2D 31 22 00 0A", Codec.V5);
        Assert.Equal(("auto-1", (ushort)10, false), (packet.AssignedClientIdentifier, packet.TopicAliasMaximum, packet.SessionPresent));
        Assert.Equal(ReasonCode.ClientIdentifierNotValid, Read<ConnAckPacket>("20 02 00 02", Codec.V3).ReasonCode);
        Assert.True(Read<ConnAckPacket>("20 02 01 00", Codec.V3).SessionPresent);
        Assert.False(Read<ConnAckPacket>("20 02 01 00", MqttVersion.V310).SessionPresent);
    }

    [Fact]
    public void Publish_fields_are_read()
    {
        var packet = Read<PublishPacket>("3B 0B 00 03 61 2F 62 00 0A 03 23 00 01", Codec.V5);
        Assert.Equal((true, QoS.AtLeastOnce, true, (ushort)10), (packet.Duplicate, packet.QoS, packet.Retain, packet.PacketId));
        Assert.Equal("a/b"u8.ToArray(), packet.Topic.ToArray());
        Assert.Equal(1, packet.Properties.TopicAlias);
        Assert.Equal(0, packet.Payload.Length);
    }

    [Fact]
    public void Subscribe_fields_are_read()
    {
        var packet = Read<SubscribePacket>("82 0B 00 0A 02 0B 01 00 03 61 2F 62 2D", Codec.V5);
        Assert.Equal(1u, packet.SubscriptionIdentifier);
        Assert.Equal(
            new SubscriptionRequest("a/b", new(QoS.AtLeastOnce, NoLocal: true, RetainAsPublished: true, RetainHandling.DoNotSend)),
            Assert.Single(packet.Subscriptions));
    }

    [Fact]
    public void Other_fields_are_read()
    {
        Assert.Equal(ReasonCode.NoMatchingSubscribers, Read<AckPacket>("40 03 00 0A 10", Codec.V5).ReasonCode);
        Assert.Equal([ReasonCode.GrantedQoS1, ReasonCode.UnspecifiedError], Read<SubAckPacket>("90 04 00 0A 01 80", Codec.V3).ReasonCodes);
        Assert.Equal([ReasonCode.NoSubscriptionExisted], Read<UnsubAckPacket>("B0 04 00 0A 00 11", Codec.V5).ReasonCodes);
        Assert.Equal(["a/b"], Read<UnsubscribePacket>("A2 08 00 0A 00 00 03 61 2F 62", Codec.V5).Filters);
        Assert.Equal(ReasonCode.DisconnectWithWillMessage, Read<DisconnectPacket>("E0 01 04", Codec.V5).ReasonCode);
        Assert.Equal(0u, Read<DisconnectPacket>("E0 07 00 05 11 00 00 00 00", Codec.V5).SessionExpiryInterval);
        var auth = Read<AuthPacket>("F0 0B 18 09 15 00 01 58 16 00 02 01 02", Codec.V5);
        Assert.Equal(("X", ReasonCode.ContinueAuthentication), (auth.AuthenticationMethod, auth.ReasonCode));
        Assert.Equal([1, 2], auth.AuthenticationData!.Value.ToArray());
    }

    [Theory]
    [InlineData("40 03 00 0A 00", "40 02 00 0A")]
    [InlineData("40 04 00 0A 00 00", "40 02 00 0A")]
    [InlineData("40 04 00 0A 10 00", "40 03 00 0A 10")]
    [InlineData("E0 01 00", "E0 00")]
    [InlineData("E0 02 04 00", "E0 01 04")]
    public void Longer_forms_are_read_and_the_shortest_is_written(string received, string written) =>
        Assert.Equal(Codec.Hex(Codec.Hex(written)), Codec.Hex(Codec.Encode(Codec.Decode(Codec.Hex(received), Codec.V5), Codec.V5)));

    private static T Read<T>(string hex, MqttVersion version) => Assert.IsType<T>(Codec.Decode(Codec.Hex(hex), version));
}
