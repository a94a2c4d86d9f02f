using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Topiary.Runtime;

/// <summary>Writes MessagePack, each value in its shortest form.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct MessagePackWriter
{
    private const int FirstBuffer = 256;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _buffer;
    private int _used;
    private int _depth;

    /// <summary>Prepares to write.</summary>
    /// <param name="output">Receives the bytes.</param>
    public MessagePackWriter(IBufferWriter<byte> output) => _output = output;

    /// <summary>Hands over what has been written.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            _output.Advance(_used);
            _buffer = default;
            _used = 0;
        }
    }

    /// <summary>Begins an array.</summary>
    /// <param name="count">Number of its elements, which have to follow.</param>
    public void BeginArray(int count)
    {
        Enter();
        WriteCount((uint)count, MessagePackCode.FixArray, MessagePackCode.Array16);
    }

    /// <summary>Begins a map.</summary>
    /// <param name="count">Number of its entries, of which key and value have to follow.</param>
    public void BeginMap(int count)
    {
        Enter();
        WriteCount((uint)count, MessagePackCode.FixMap, MessagePackCode.Map16);
    }

    /// <summary>Ends an array or a map.</summary>
    public void End() => _depth--;

    /// <summary>Ends a map, and makes sure that it is whole.</summary>
    /// <param name="declared">Number of entries with which it began.</param>
    /// <param name="written">Number of entries that followed.</param>
    public void End(int declared, int written)
    {
        if (declared != written)
        {
            throw MessagePackErrors.Changed();
        }

        _depth--;
    }

    /// <summary>Writes nil.</summary>
    public void WriteNil() => Reserve(1)[0] = MessagePackCode.Nil;

    /// <summary>Writes nil several times.</summary>
    /// <param name="count">Number of times.</param>
    public void WriteNil(int count)
    {
        for (; count > 0; count--)
        {
            WriteNil();
        }
    }

    /// <summary>Writes the key of an entry.</summary>
    /// <param name="utf8">The name.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteName(scoped ReadOnlySpan<byte> utf8)
    {
        // Inlined with a constant, only one of the two is left.
        if (utf8.Length <= MessagePackCode.MaxFixString)
        {
            var destination = Reserve(1 + utf8.Length);
            destination[0] = (byte)(MessagePackCode.FixString | utf8.Length);
            utf8.CopyTo(destination[1..]);
        }
        else
        {
            WriteLongName(utf8);
        }
    }

    private void WriteLongName(scoped ReadOnlySpan<byte> utf8)
    {
        WriteLength((uint)utf8.Length, MessagePackCode.String8);
        utf8.CopyTo(Reserve(utf8.Length));
    }

    private void Enter()
    {
        if (_depth == MessagePackErrors.MaxDepth)
        {
            throw MessagePackErrors.ValueTooDeep();
        }

        _depth++;
    }

    private void WriteCount(uint count, byte fixCode, byte code16)
    {
        if (count <= MessagePackCode.MaxFixCount)
        {
            Reserve(1)[0] = (byte)(fixCode | count);
        }
        else if (count <= ushort.MaxValue)
        {
            var destination = Reserve(3);
            destination[0] = code16;
            BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)count);
        }
        else
        {
            var destination = Reserve(5);
            destination[0] = (byte)(code16 + 1);
            BinaryPrimitives.WriteUInt32BigEndian(destination[1..], count);
        }
    }

    /// <summary>Writes a code and a length in 8, 16 or 32 bits; the codes follow one another.</summary>
    private void WriteLength(uint length, byte code8) => PutLength(Reserve(LengthSize(length)), length, code8);

    private static int LengthSize(uint length) => length <= byte.MaxValue ? 2 : length <= ushort.MaxValue ? 3 : 5;

    private static void PutLength(Span<byte> destination, uint length, byte code8)
    {
        switch (LengthSize(length))
        {
            case 2:
                destination[0] = code8;
                destination[1] = (byte)length;
                break;
            case 3:
                destination[0] = (byte)(code8 + 1);
                BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)length);
                break;
            default:
                destination[0] = (byte)(code8 + 2);
                BinaryPrimitives.WriteUInt32BigEndian(destination[1..], length);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int size)
    {
        Ensure(size);
        var reserved = _buffer.Slice(_used, size);
        _used += size;
        return reserved;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int size)
    {
        if (_buffer.Length - _used < size)
        {
            Grow(size);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        Flush();
        _buffer = _output.GetSpan(Math.Max(size, FirstBuffer));
    }
}
