namespace Topiary.Protocol;

/// <summary>PINGRESP (MQTT 5.0, section 3.13): the answer to PINGREQ.</summary>
public readonly struct PingRespPacket : IOutboundPacket
{
    /// <summary>Reads one.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed.</exception>
    public static PingRespPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.PingResp)
        {
            ProtocolError.WrongType(PacketType.PingResp, frame.Type);
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
        destination[0] = 0xD0;
        return 2;
    }
}
