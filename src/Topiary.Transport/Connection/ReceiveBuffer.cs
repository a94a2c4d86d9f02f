using System.Buffers;
using Topiary.Protocol;

namespace Topiary.Transport;

/// <summary>
/// The pooled contiguous buffer of a read loop. It is given back whenever nothing is buffered, and grows only as the bytes of a packet
/// arrive (by doubling), never because of a declared length.
/// </summary>
/// <remarks>Threading: called from the read loop only; <see cref="HeldBytes"/> and <see cref="BytesCopied"/> may be read by any thread.</remarks>
internal sealed class ReceiveBuffer(int size)
{
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private int _held;
    private long _bytesCopied;

    /// <summary>Pooled bytes held now.</summary>
    public int HeldBytes => Volatile.Read(ref _held);

    /// <summary>Bytes moved within or between buffers: linear in the bytes received, however small the pieces.</summary>
    public long BytesCopied => Volatile.Read(ref _bytesCopied);

    public bool IsEmpty => _start == _end;

    /// <summary>Room for the next receive; never empty.</summary>
    public Memory<byte> GetFree()
    {
        if (_buffer is null)
        {
            Take(ArrayPool<byte>.Shared.Rent(size));
        }
        else if (_start > 0)
        {
            // What is left of a packet moves to the front once; until that packet is whole, _start stays 0.
            MoveTo(_buffer);
        }
        else if (_end == _buffer.Length)
        {
            byte[] old = _buffer;
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, 2L * old.Length));
            MoveTo(larger);
            ArrayPool<byte>.Shared.Return(old);
            Take(larger);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>The first byte that was not taken yet; null when there is none.</summary>
    public byte? FirstByte => IsEmpty ? null : _buffer![_start];

    public void Advance(int count) => _end += count;

    /// <summary>Takes the next whole packet.</summary>
    /// <exception cref="MqttProtocolException">The fixed header is malformed, or declares more than the maximum.</exception>
    public bool TryTake(MqttVersion version, int maximumPacketSize, out PacketFrame frame)
    {
        frame = default;
        if (!FrameReader.TryReadHeader(_buffer.AsSpan(_start, _end - _start), version, maximumPacketSize, out FrameHeader header)
            || header.TotalLength > _end - _start)
        {
            return false;
        }

        frame = new PacketFrame(header.Type, header.Flags, _buffer.AsMemory(_start + header.HeaderLength, header.RemainingLength));
        _start += header.TotalLength;
        return true;
    }

    /// <summary>Gives the buffer back if nothing is in it.</summary>
    public void ReleaseIfEmpty()
    {
        if (IsEmpty)
        {
            Release();
        }
    }

    /// <summary>Gives a buffer back that has grown, if nothing is in it.</summary>
    public void ShrinkIfEmpty()
    {
        if (IsEmpty)
        {
            _start = 0;
            _end = 0;
            if (_buffer is not null && _buffer.Length >= 2 * Math.Max(16, size))
            {
                Release();
            }
        }
    }

    public void Release()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
            Volatile.Write(ref _held, 0);
        }

        _start = 0;
        _end = 0;
    }

    private void Take(byte[] buffer)
    {
        _buffer = buffer;
        Volatile.Write(ref _held, buffer.Length);
    }

    private void MoveTo(byte[] target)
    {
        int count = _end - _start;
        _buffer.AsSpan(_start, count).CopyTo(target);
        Volatile.Write(ref _bytesCopied, _bytesCopied + count);
        _start = 0;
        _end = count;
    }
}
