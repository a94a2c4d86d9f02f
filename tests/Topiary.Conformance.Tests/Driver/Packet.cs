using Topiary.Protocol;

namespace Topiary.Conformance.Tests;

/// <summary>A packet that has arrived: decoded as far as its header, and all its bytes.</summary>
internal sealed record Packet(PacketFrame Frame, byte[] Bytes, MqttVersion Version)
{
    public PacketType Type => Frame.Type;

    public PublishPacket AsPublish() => PublishPacket.Read(Frame, Version);

    public AckPacket AsAck() => AckPacket.Read(Frame, Version);

    public override string ToString() => $"{Type} {Convert.ToHexString(Bytes)}";
}
