using System.Buffers.Binary;

namespace Topiary.Protocol;

/// <summary>Walks over a block of properties that has been checked before, without looking into the values.</summary>
internal ref struct PropertyCursor(ReadOnlySpan<byte> block)
{
    private readonly ReadOnlySpan<byte> _block = block;

    public PropertyId Id { get; private set; }

    /// <summary>Where the property begins, with its identifier.</summary>
    public int Start { get; private set; }

    /// <summary>Where the value begins; for a text or binary data, behind the length.</summary>
    public int ValueStart { get; private set; }

    /// <summary>Where the property ends.</summary>
    public int End { get; private set; }

    /// <summary>For a pair, where the name ends and the length of its value begins.</summary>
    public int NameEnd { get; private set; }

    public bool MoveNext()
    {
        Start = End;
        if (Start >= _block.Length)
        {
            return false;
        }

        // All identifiers take one byte.
        Id = (PropertyId)_block[Start];
        ValueStart = Start + 1;
        switch (PropertyTable.Find((uint)Id).Kind)
        {
            case PropertyKind.Byte:
                End = ValueStart + 1;
                break;
            case PropertyKind.UInt16:
                End = ValueStart + 2;
                break;
            case PropertyKind.UInt32:
                End = ValueStart + 4;
                break;
            case PropertyKind.VariableByteInteger:
                End = ValueStart + Math.Max(VariableByteInteger.Read(_block[ValueStart..], out _), 1);
                break;
            case PropertyKind.Pair:
                NameEnd = EndOfText(ValueStart);
                ValueStart += 2;
                End = EndOfText(NameEnd);
                break;
            case PropertyKind.Text or PropertyKind.Binary:
                End = EndOfText(ValueStart);
                ValueStart += 2;
                break;
            default:
                throw new InvalidOperationException($"0x{(byte)Id:X2} at byte {Start} of a block of properties is no property.");
        }

        return true;
    }

    private readonly int EndOfText(int start) => start + 2 + BinaryPrimitives.ReadUInt16BigEndian(_block[start..]);
}
