namespace Topiary.Protocol;

/// <summary>
/// Takes the fields of a packet in wire order. One description of a packet serves both for measuring
/// (<see cref="FieldSizer"/>) and for writing (<see cref="FieldWriter"/>), so that the two cannot disagree.
/// </summary>
internal interface IFieldSink
{
    void Byte(byte value);

    void UInt16(ushort value);

    void UInt32(uint value);

    void VariableByteInteger(uint value);

    void Text(string value);

    void Binary(ReadOnlySpan<byte> value);

    void Raw(ReadOnlySpan<byte> value);
}
