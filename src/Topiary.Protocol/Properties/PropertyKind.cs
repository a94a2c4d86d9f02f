namespace Topiary.Protocol;

/// <summary>Data type of a property's value (MQTT 5.0, section 2.2.2.2).</summary>
internal enum PropertyKind : byte
{
    None = 0,
    Byte,
    UInt16,
    UInt32,
    VariableByteInteger,
    Text,
    Binary,
    Pair,
}
