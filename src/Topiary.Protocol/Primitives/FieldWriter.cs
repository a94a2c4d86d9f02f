using System.Buffers.Binary;

namespace Topiary.Protocol;

/// <summary>Writes fields that a <see cref="FieldSizer"/> has measured into a span of at least that size.</summary>
internal ref struct FieldWriter(Span<byte> destination) : IFieldSink
{
    private readonly Span<byte> _destination = destination;
    private int _position;

    public readonly int Position => _position;

    public void Byte(byte value) => _destination[_position++] = value;

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_destination[_position..], value);
        _position += 2;
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_destination[_position..], value);
        _position += 4;
    }

    public void VariableByteInteger(uint value) =>
        _position += Protocol.VariableByteInteger.Write(_destination[_position..], value);

    public void Text(string value) => _position += MqttText.Write(_destination[_position..], value);

    public void Binary(ReadOnlySpan<byte> value)
    {
        UInt16((ushort)value.Length);
        Raw(value);
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_destination[_position..]);
        _position += value.Length;
    }
}
