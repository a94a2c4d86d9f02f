using System.Text;

namespace Topiary.Broker.Persistence;

/// <summary>Writes the fields of a record, or the content that goes with it.</summary>
/// <remarks>Threading: one thread at a time.</remarks>
internal sealed class RecordWriter
{
    // One large payload must not hold its memory for ever.
    private const int MostKept = 1024 * 1024;

    private byte[] _buffer = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (_buffer.Length > MostKept)
        {
            _buffer = new byte[1024];
        }
    }

    public void Byte(int value) => Reserve(1)[0] = (byte)value;

    /// <summary>A number that is not negative, seven bits a byte.</summary>
    public void Number(long value)
    {
        Span<byte> target = Reserve(10);
        ulong rest = (ulong)value;
        int count = 0;
        for (; rest > 0x7F; rest >>= 7)
        {
            target[count++] = (byte)(rest | 0x80);
        }

        target[count++] = (byte)rest;
        Length -= 10 - count;
    }

    /// <summary>A number that may be negative.</summary>
    public void Signed(long value) => Number((value << 1) ^ (value >> 63));

    public void Time(DateTimeOffset value) => Signed(value.ToUnixTimeMilliseconds());

    public void Key(DeliveryKey key)
    {
        Number(key.Owner);
        Number(key.Sequence);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Bytes with their length before them.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        Raw(bytes);
    }

    /// <summary>Text without its length, which is given back.</summary>
    public int RawText(string value)
    {
        int size = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, Reserve(size));
        return size;
    }

    /// <summary>Text with its length before it.</summary>
    public void Text(string value)
    {
        int size = Encoding.UTF8.GetByteCount(value);
        Number(size);
        Encoding.UTF8.GetBytes(value, Reserve(size));
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        }

        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }
}
