using System.Buffers;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>
/// Writes JSON straight into the output, byte for byte as <see cref="Utf8JsonWriter"/> does with its default encoder. Every value is followed by a comma, which
/// the end of an object or array, or of the document, takes back: nobody has to know whether there was a value before.
/// </summary>
/// <remarks>Threading: one thread. Passed by reference. The last byte written is always at hand, so that a comma can be taken back.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A ref struct cannot be compared.")]
public ref struct JsonOutput
{
    /// <summary>Objects and arrays within each other.</summary>
    internal const int MaxDepth = 64;

    private const int Chunk = 128;

    // What JavaScriptEncoder.Default leaves as it is.
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create(" !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~");

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _position;
    private int _depth;
    private bool _isTooDeep;

    internal JsonOutput(IBufferWriter<byte> output)
    {
        _output = output;
        _span = output.GetSpan(Chunk);
    }

    /// <summary>Whether what was thrown came of too many objects and arrays within each other.</summary>
    internal readonly bool IsTooDeep => _isTooDeep;

    /// <summary>Begins an object.</summary>
    public void WriteStartObject() => Start((byte)'{');

    /// <summary>Ends an object.</summary>
    public void WriteEndObject() => End((byte)'}');

    /// <summary>Begins an array.</summary>
    public void WriteStartArray() => Start((byte)'[');

    /// <summary>Ends an array.</summary>
    public void WriteEndArray() => End((byte)']');

    /// <summary>Writes <c>null</c>.</summary>
    public void WriteNullValue() => WriteRaw("null,"u8);

    /// <summary>Writes the name of a member that is encoded already.</summary>
    /// <param name="encoded">The name with its quotes and the colon.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteName(scoped ReadOnlySpan<byte> encoded) => WriteRaw(encoded);

    /// <summary>Writes the name of a member.</summary>
    /// <param name="name">The name.</param>
    public void WritePropertyName(scoped ReadOnlySpan<char> name)
    {
        WriteText(name);
        EndName();
    }

    /// <summary>Writes a string.</summary>
    /// <param name="text">The text; what is no UTF-16 is replaced.</param>
    internal void WriteText(scoped ReadOnlySpan<char> text)
    {
        var span = Reserve(text.Length + 3);
        if (text.ContainsAnyExcept(s_plain))
        {
            WriteEscaped(text);
            return;
        }

        span[0] = (byte)'"';
        Ascii.FromUtf16(text, span[1..], out _);
        span[text.Length + 1] = (byte)'"';
        span[text.Length + 2] = (byte)',';
        _position += text.Length + 3;
    }

    /// <summary>Writes a string that nothing has to be escaped in.</summary>
    /// <param name="text">Its UTF-8.</param>
    internal void WritePlainText(scoped ReadOnlySpan<byte> text)
    {
        var span = Reserve(text.Length + 3);
        span[0] = (byte)'"';
        text.CopyTo(span[1..]);
        span[text.Length + 1] = (byte)'"';
        span[text.Length + 2] = (byte)',';
        _position += text.Length + 3;
    }

    /// <summary>Makes a name of the value written last.</summary>
    internal readonly void EndName() => _span[_position - 1] = (byte)':';

    /// <summary>Writes bytes as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _position += bytes.Length;
    }

    /// <summary>Room for a number of bytes; <see cref="Advance"/> says how many were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Reserve(int size)
    {
        if (_span.Length - _position < size)
        {
            Grow(size);
        }

        return _span[_position..];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Advance(int count) => _position += count;

    /// <summary>Ends a value of which all but the comma is in the reserved room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndValue(int length)
    {
        _span[_position + length] = (byte)',';
        _position += length + 1;
    }

    /// <summary>A writer of System.Text.Json for one value, in this place.</summary>
    internal Utf8JsonWriter Open()
    {
        _output.Advance(_position);
        _span = default;
        _position = 0;
        return JsonWriterCache.Rent(_output, Math.Max(1, MaxDepth - _depth));
    }

    /// <summary>Takes the writer back.</summary>
    /// <param name="writer">The writer; it is not to be used any more.</param>
    /// <param name="isWritten">Whether the value is written, or writing it has failed.</param>
    internal void Close(Utf8JsonWriter writer, bool isWritten)
    {
        if (isWritten)
        {
            writer.Flush();
            _span = _output.GetSpan(Chunk);
            EndValue(0);
        }
        else
        {
            _isTooDeep = writer.CurrentDepth >= writer.Options.MaxDepth;
        }

        JsonWriterCache.Return(writer);
    }

    /// <summary>Ends the document, of one value.</summary>
    internal readonly void Flush() => _output.Advance(_position - 1);

    private void Start(byte bracket)
    {
        if (_depth == MaxDepth)
        {
            _isTooDeep = true;
            throw new InvalidOperationException($"There are more than {MaxDepth} objects and arrays within each other.");
        }

        _depth++;
        Reserve(1)[0] = bracket;
        _position++;
    }

    private void End(byte bracket)
    {
        _depth--;
        var span = Reserve(2);
        if (_span[_position - 1] == (byte)',')
        {
            _span[_position - 1] = bracket;
        }
        else
        {
            span[0] = bracket;
            _position++;
        }

        _span[_position] = (byte)',';
        _position++;
    }

    private void WriteEscaped(scoped ReadOnlySpan<char> text)
    {
        WriteRaw("\""u8);
        Span<char> escaped = stackalloc char[Chunk];
        while (!text.IsEmpty)
        {
            JavaScriptEncoder.Default.Encode(text, escaped, out var consumed, out var written);
            Ascii.FromUtf16(escaped[..written], Reserve(written), out _);
            _position += written;
            text = text[consumed..];
        }

        WriteRaw("\","u8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        if (_position == 0)
        {
            _span = _output.GetSpan(Math.Max(Chunk, size));
            return;
        }

        // The last byte goes along: it may be a comma that is taken back.
        var last = _span[_position - 1];
        _output.Advance(_position - 1);
        _span = _output.GetSpan(Math.Max(Chunk, size + 1));
        _span[0] = last;
        _position = 1;
    }
}
