using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Topiary.Protocol;

/// <summary>Reads the fields of a packet's body; every error names the field and its offset in the packet.</summary>
internal ref struct PacketReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _origin;
    private int _position;

    /// <param name="bytes">The bytes to read.</param>
    /// <param name="origin">Offset of their first byte in the packet.</param>
    public PacketReader(ReadOnlySpan<byte> bytes, int origin)
    {
        _bytes = bytes;
        _origin = origin;
    }

    public PacketReader(PacketFrame frame)
        : this(frame.Body.Span, frame.HeaderLength)
    {
    }

    public readonly int Position => _position;

    public readonly int Remaining => _bytes.Length - _position;

    public readonly int Offset => _origin + _position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte(string field)
    {
        Require(1, field);
        return _bytes[_position++];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort ReadUInt16(string field)
    {
        Require(2, field);
        var value = BinaryPrimitives.ReadUInt16BigEndian(_bytes[_position..]);
        _position += 2;
        return value;
    }

    public uint ReadUInt32(string field)
    {
        Require(4, field);
        var value = BinaryPrimitives.ReadUInt32BigEndian(_bytes[_position..]);
        _position += 4;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadVariableByteInteger(string field)
    {
        var count = VariableByteInteger.Read(_bytes[_position..], out var value);
        if (count <= 0)
        {
            ThrowBadInteger(count, field);
        }

        _position += count;
        return value;
    }

    /// <summary>Binary Data: a length of two bytes, then the bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBinary(string field)
    {
        int length = ReadUInt16(field);
        Require(length, field);
        var value = _bytes.Slice(_position, length);
        _position += length;
        return value;
    }

    /// <summary>A UTF-8 encoded string, checked.</summary>
    public ReadOnlySpan<byte> ReadUtf8(string field)
    {
        var start = Offset;
        var value = ReadBinary(field);
        if (!MqttText.IsValid(value))
        {
            ProtocolError.Malformed(start + 2, $"{field} is not well-formed UTF-8 without U+0000");
        }

        return value;
    }

    public string ReadString(string field) => Encoding.UTF8.GetString(ReadUtf8(field));

    public ushort ReadPacketId(ReasonCode reasonForZero, string field = "Packet Identifier")
    {
        var id = ReadUInt16(field);
        if (id == 0)
        {
            ProtocolError.Throw(reasonForZero, Offset - 2, $"{field} is 0");
        }

        return id;
    }

    /// <summary>A reason code; one that this type of packet cannot carry is a Protocol Error.</summary>
    public ReasonCode ReadReasonCode(PacketType packet)
    {
        var code = (ReasonCode)ReadByte("Reason Code");
        if (!ReasonCodes.IsDefined(packet, code))
        {
            ProtocolError.Violation(Offset - 1, $"Reason code 0x{(byte)code:X2} is not defined for {packet}");
        }

        return code;
    }

    public int ReadPropertyLength()
    {
        var length = ReadVariableByteInteger("Property Length");
        if (length > (uint)Remaining)
        {
            ProtocolError.Malformed(Offset, "Property Length goes past the end of the packet");
        }

        return (int)length;
    }

    public void Skip(int count) => _position += count;

    /// <summary>Takes a block of properties with its length in front.</summary>
    public PropertyReader ReadProperties(PropertyScopes scope)
    {
        var length = ReadPropertyLength();
        var properties = new PropertyReader(_bytes.Slice(_position, length), Offset, scope);
        _position += length;
        return properties;
    }

    public readonly void RequireEnd()
    {
        if (Remaining != 0)
        {
            ProtocolError.Malformed(Offset, $"{Remaining} bytes follow the last field");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Require(int count, string field)
    {
        if (Remaining < count)
        {
            ThrowCutShort(field);
        }
    }

    private readonly void ThrowBadInteger(int count, string field) => ProtocolError.Malformed(
        Offset,
        count == 0 ? $"{field} is cut short" : $"{field} is no variable byte integer in its shortest form");

    private readonly void ThrowCutShort(string field) => ProtocolError.Malformed(Offset, $"{field} is cut short");
}
