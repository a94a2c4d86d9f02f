using System.Globalization;

namespace Topiary.Protocol.Tests;

/// <summary>Reads and writes whole packets of any type.</summary>
internal static class Codec
{
    public const MqttVersion V3 = MqttVersion.V311;
    public const MqttVersion V5 = MqttVersion.V500;

    public static readonly MqttVersion[] Versions = [MqttVersion.V310, MqttVersion.V311, MqttVersion.V500];

    public static byte[] Hex(string hex) =>
        [.. hex.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(b => byte.Parse(b, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    /// <summary>Reads a whole packet that fills the bytes.</summary>
    public static IOutboundPacket Decode(byte[] bytes, MqttVersion version, int maximum = int.MaxValue)
    {
        Assert.True(FrameReader.TryReadHeader(bytes, version, maximum, out var header));
        Assert.Equal(bytes.Length, header.TotalLength);
        return Decode(new PacketFrame(header.Type, header.Flags, bytes.AsMemory(header.HeaderLength)), version);
    }

    public static IOutboundPacket Decode(PacketFrame frame, MqttVersion version) => frame.Type switch
    {
        PacketType.Connect => ConnectPacket.Read(frame),
        PacketType.ConnAck => ConnAckPacket.Read(frame, version),
        PacketType.Publish => PublishPacket.Read(frame, version),
        PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp => AckPacket.Read(frame, version),
        PacketType.Subscribe => SubscribePacket.Read(frame, version),
        PacketType.SubAck => SubAckPacket.Read(frame, version),
        PacketType.Unsubscribe => UnsubscribePacket.Read(frame, version),
        PacketType.UnsubAck => UnsubAckPacket.Read(frame, version),
        PacketType.PingReq => PingReqPacket.Read(frame, version),
        PacketType.PingResp => PingRespPacket.Read(frame, version),
        PacketType.Disconnect => DisconnectPacket.Read(frame, version),
        PacketType.Auth => AuthPacket.Read(frame, version),
        _ => throw new ArgumentOutOfRangeException(nameof(frame)),
    };

    /// <summary>Writes a packet and checks that its size was told rightly, and that it fits exactly.</summary>
    public static byte[] Encode(IOutboundPacket packet, MqttVersion version)
    {
        var bytes = new byte[packet.GetSize(version)];
        Assert.Equal(bytes.Length, packet.Write(bytes, version));
        return bytes;
    }

    /// <summary>A packet from its first byte and its body.</summary>
    public static byte[] Packet(byte first, params byte[] body)
    {
        var length = new byte[4];
        var count = VariableByteInteger.Write(length, (uint)body.Length);
        return [first, .. length[..count], .. body];
    }

    /// <summary>Reads a packet that has to be refused.</summary>
    public static MqttProtocolException Refused(byte[] bytes, MqttVersion version) =>
        Assert.ThrowsAny<MqttProtocolException>(() => Decode(bytes, version));

    public static void AssertRefused(string hex, MqttVersion version, ReasonCode reason, long? offset = null)
    {
        var error = Refused(Hex(hex), version);
        Assert.Equal(reason, error.ReasonCode);
        if (offset is not null)
        {
            Assert.Equal(offset, error.Offset);
        }
    }
}
