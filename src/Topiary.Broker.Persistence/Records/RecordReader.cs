using System.Text;

namespace Topiary.Broker.Persistence;

/// <summary>Reads the fields of a record; whatever does not fit is a <see cref="RecordFormatException"/>.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    /// <summary>What has not been read: of a record with content, the content.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte() => Raw(1)[0];

    public long Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }

        throw new RecordFormatException("a number does not end");
    }

    public long Signed()
    {
        ulong value = (ulong)Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Length()
    {
        long value = Number();
        return value is >= 0 and <= int.MaxValue ? (int)value : throw new RecordFormatException("a length is out of range");
    }

    public ushort PacketId()
    {
        long value = Number();
        return value is >= 0 and <= ushort.MaxValue ? (ushort)value : throw new RecordFormatException("a packet identifier is out of range");
    }

    public uint Unsigned()
    {
        long value = Number();
        return value is >= 0 and <= uint.MaxValue ? (uint)value : throw new RecordFormatException("a number is out of range");
    }

    public DateTimeOffset Time()
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(Signed());
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new RecordFormatException("a time is out of range");
        }
    }

    public static QoS QoS(int bits) => bits is >= 0 and <= 2 ? (QoS)bits : throw new RecordFormatException("a QoS is out of range");

    public DeliveryKey Key() => new(Number(), Number());

    public ReadOnlySpan<byte> Bytes() => Raw(Length());

    public string Text() => Encoding.UTF8.GetString(Bytes());

    private ReadOnlySpan<byte> Raw(int count)
    {
        if (count > _rest.Length)
        {
            throw new RecordFormatException("it is too short");
        }

        ReadOnlySpan<byte> bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }
}
