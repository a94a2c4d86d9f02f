namespace Topiary.Protocol;

/// <summary>PINGREQ (MQTT 5.0, section 3.12): a client shows that it is alive.</summary>
public readonly struct PingReqPacket : IOutboundPacket
{
    /// <summary>Reads one.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed.</exception>
    public static PingReqPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.PingReq)
        {
            ProtocolError.WrongType(PacketType.PingReq, frame.Type);
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        new PacketReader(frame).RequireEnd();
        return default;
    }

    /// <inheritdoc/>
    public int GetSize(MqttVersion version) => 2;

    /// <inheritdoc/>
    public int Write(Span<byte> destination, MqttVersion version)
    {
        destination[1] = 0;
        destination[0] = 0xC0;
        return 2;
    }
}
