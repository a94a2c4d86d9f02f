namespace Topiary.Protocol;

/// <summary>Finds the packets in a stream of bytes (MQTT 5.0, section 2.1).</summary>
public static class FrameReader
{
    /// <summary>
    /// Reads a fixed header. Everything that it tells is checked before a byte of the body is needed: type, flags,
    /// Remaining Length and size. The flags of CONNECT depend on the version that it brings and are checked by
    /// <see cref="ConnectPacket.Read"/>.
    /// </summary>
    /// <param name="buffer">Bytes that begin with a packet, whole or not.</param>
    /// <param name="version">Version of the connection; before CONNECT any.</param>
    /// <param name="maximumPacketSize">Largest packet to accept, fixed header included.</param>
    /// <param name="header">The header when the result is true.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="MqttProtocolException">The header is malformed, or the packet is too large.</exception>
    public static bool TryReadHeader(ReadOnlySpan<byte> buffer, MqttVersion version, int maximumPacketSize, out FrameHeader header)
    {
        header = default;
        if (buffer.IsEmpty)
        {
            return false;
        }

        var type = (PacketType)(buffer[0] >> 4);
        var flags = (byte)(buffer[0] & 0x0F);
        CheckFirstByte(type, flags, version);
        var count = VariableByteInteger.Read(buffer[1..], out var length);
        if (count <= 0)
        {
            if (count < 0)
            {
                ProtocolError.Malformed(1, "Remaining Length is no variable byte integer in its shortest form");
            }

            return false;
        }

        header = new FrameHeader(type, flags, 1 + count, (int)length);
        if (header.TotalLength > maximumPacketSize)
        {
            ProtocolError.Throw(ReasonCode.PacketTooLarge, 1, $"{type} of {header.TotalLength} bytes is larger than the {maximumPacketSize} allowed");
        }

        if (length != 0 && type is PacketType.PingReq or PacketType.PingResp)
        {
            ProtocolError.Malformed(1, $"{type} has {length} bytes after its fixed header");
        }

        return true;
    }

    private static void CheckFirstByte(PacketType type, byte flags, MqttVersion version)
    {
        if (type == PacketType.Publish)
        {
            CheckPublishFlags(flags, version);
            return;
        }

        if (type == 0 || (type == PacketType.Auth && version != MqttVersion.V500))
        {
            ProtocolError.Malformed(0, $"Packet type {(byte)type} is reserved");
        }

        // CONNECT tells its version itself; its flags wait until that is known.
        if (type != PacketType.Connect)
        {
            CheckFlags(type, flags, version);
        }
    }

    /// <summary>Checks the fixed flags of a type other than PUBLISH.</summary>
    internal static void CheckFlags(PacketType type, byte flags, MqttVersion version)
    {
        var carriesQoS1 = type is PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe;

        // MQTT 3.1 has DUP, QoS and RETAIN in every type: DUP may be set on a repeated packet, other types do not look at them.
        var isValid = version == MqttVersion.V310 ? !carriesQoS1 || (flags & 0b0111) == 0b0010 : flags == (carriesQoS1 ? 0b0010 : 0);
        if (!isValid)
        {
            ProtocolError.Malformed(0, $"{type} has the flags {flags:X}");
        }
    }

    internal static void CheckPublishFlags(byte flags, MqttVersion version)
    {
        if ((flags & 0b0110) == 0b0110)
        {
            ProtocolError.Malformed(0, "PUBLISH has QoS 3");
        }

        if ((flags & 0b1110) == 0b1000 && version != MqttVersion.V310)
        {
            ProtocolError.Malformed(0, "PUBLISH of QoS 0 has DUP set");
        }
    }
}
