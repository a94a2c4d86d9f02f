namespace Topiary.Protocol;

/// <summary>Counts the bytes of the fields and checks that they can be encoded at all.</summary>
internal struct FieldSizer : IFieldSink
{
    private long _length;

    public readonly int Length => _length <= Protocol.VariableByteInteger.MaxValue
        ? (int)_length
        : throw new ArgumentException($"A packet has at most 268,435,455 bytes after its fixed header; this one has {_length}.");

    public void Byte(byte value) => _length++;

    public void UInt16(ushort value) => _length += 2;

    public void UInt32(uint value) => _length += 4;

    public void VariableByteInteger(uint value) => _length += Protocol.VariableByteInteger.GetSize(value);

    public void Text(string value) => _length += 2 + MqttText.GetByteCount(value);

    public void Binary(ReadOnlySpan<byte> value)
    {
        if (value.Length > MqttText.MaxLength)
        {
            throw new ArgumentException($"Binary data has at most 65,535 bytes; this has {value.Length}.", nameof(value));
        }

        _length += 2 + value.Length;
    }

    public void Raw(ReadOnlySpan<byte> value) => _length += value.Length;
}
