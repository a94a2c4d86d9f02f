using System.Runtime.CompilerServices;
using System.Text;

namespace Topiary.Protocol;

/// <summary>
/// Reads a received block of properties and checks each against <see cref="PropertyTable"/>: known, allowed here, not
/// repeated, value well-formed and permitted.
/// </summary>
internal ref struct PropertyReader
{
    private readonly PropertyScopes _scope;
    private PacketReader _reader;

    public PropertyReader(ReadOnlySpan<byte> block, int origin, PropertyScopes scope)
    {
        _reader = new PacketReader(block, origin);
        _scope = scope;
    }

    /// <summary>A bit per identifier that has been seen.</summary>
    public ulong Seen { get; private set; }

    public PropertyId Id { get; private set; }

    /// <summary>The value of a property of a number kind.</summary>
    public uint Number { get; private set; }

    /// <summary>The value of a text or of binary data; the second half of a pair.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The first half of a pair.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public readonly string ValueText => Encoding.UTF8.GetString(Value);

    public readonly string NameText => Encoding.UTF8.GetString(Name);

    /// <summary>Offset in the packet behind what has been read.</summary>
    public readonly int Offset => _reader.Offset;

    public bool MoveNext()
    {
        if (_reader.Remaining == 0)
        {
            return false;
        }

        var start = _reader.Offset;
        var id = _reader.ReadVariableByteInteger("Property Identifier");
        var rule = PropertyTable.Find(id);
        if ((rule.Allowed & _scope) == 0)
        {
            ThrowNotAllowed(start, id);
        }

        Id = (PropertyId)id;
        var bit = 1UL << (int)id;
        if ((Seen & bit) != 0 && (rule.Repeatable & _scope) == 0)
        {
            ThrowRepeated(start);
        }

        Seen |= bit;
        ReadValue(rule, start);
        return true;
    }

    private void ReadValue(in PropertyRule rule, int start)
    {
        switch (rule.Kind)
        {
            case PropertyKind.Byte:
                SetNumber(rule, _reader.ReadByte("Property value"), start);
                break;
            case PropertyKind.UInt16:
                SetNumber(rule, _reader.ReadUInt16("Property value"), start);
                break;
            case PropertyKind.UInt32:
                SetNumber(rule, _reader.ReadUInt32("Property value"), start);
                break;
            case PropertyKind.VariableByteInteger:
                SetNumber(rule, _reader.ReadVariableByteInteger("Property value"), start);
                break;
            case PropertyKind.Binary:
                Value = _reader.ReadBinary("Property value");
                break;
            case PropertyKind.Pair:
                Name = _reader.ReadUtf8("User Property name");
                Value = _reader.ReadUtf8("User Property value");
                break;
            default:
                Value = _reader.ReadUtf8("Property value");
                CheckResponseTopic(start);
                break;
        }
    }

    private void SetNumber(in PropertyRule rule, uint value, int start)
    {
        if (value < rule.Minimum || value > rule.Maximum)
        {
            ThrowBadNumber(value, start);
        }

        Number = value;
    }

    private readonly void CheckResponseTopic(int start)
    {
        if (Id == PropertyId.ResponseTopic && !TopicValidator.HasNameShape(Value))
        {
            ProtocolError.Violation(start, "Response Topic is empty or holds a wildcard");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowNotAllowed(int offset, uint id) => ProtocolError.Malformed(
        offset,
        PropertyTable.Find(id).Kind == PropertyKind.None ? $"There is no property 0x{id:X2}" : $"{(PropertyId)id} is not allowed in {_scope}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowRepeated(int offset) => ProtocolError.Violation(offset, $"{Id} is repeated in {_scope}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowBadNumber(uint value, int offset) =>
        ProtocolError.Throw(PropertyTable.ReasonForBadValue(Id), offset, $"{Id} cannot be {value}");
}
