using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>
/// Reads JSON token by token, as strictly as <see cref="Utf8JsonReader"/> does by default. What is rare (escapes, long numbers, dates) is left to
/// one that stands on the same token, and so are the words for what is wrong.
/// </summary>
/// <remarks>Threading: one thread. A copy goes on from where it was made.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A ref struct cannot be compared.")]
public ref struct JsonInput
{
    private const int MaxDepth = 64;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _payload;
    private int _start;
    private int _position;
    private int _depth;

    // A bit for each open object or array, the innermost lowest: 1 for an object.
    private ulong _objects;
    private JsonNumber _number;

    internal JsonInput(ReadOnlySpan<byte> payload) => _payload = payload;

    /// <summary>What the reader stands on.</summary>
    public JsonTokenType TokenType { get; private set; }

    /// <summary>Whether the string or name has escapes.</summary>
    internal bool ValueIsEscaped { get; private set; }

    /// <summary>The token as it stands in the document, a string and a name without quotes.</summary>
    internal readonly ReadOnlySpan<byte> ValueSpan => _payload.Slice(_start, ValueLength);

    /// <summary>Bytes up to the end of the token.</summary>
    internal readonly int Position => _position;

    private int ValueLength { get; set; }

    /// <summary>Goes to the next token. False behind the end of the document.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        switch (TokenType)
        {
            case JsonTokenType.None or JsonTokenType.PropertyName:
                ReadValue();
                return true;
            case JsonTokenType.StartObject:
                return ReadNameOrEnd();
            case JsonTokenType.StartArray:
                return ReadElementOrEnd();
            default:
                return ReadBehindValue();
        }
    }

    /// <summary>Steps over the rest of the object or array that the reader stands on the start of.</summary>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName)
        {
            Read();
        }

        if (TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var depth = _depth;
            while (_depth >= depth)
            {
                Read();
            }
        }
    }

    /// <summary>
    /// Goes to the value of the next member of an object if it has a certain name and stands without white space. False otherwise; the reader has not moved.
    /// </summary>
    /// <param name="encoded">The name with its quotes and the colon.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterMember(ReadOnlySpan<byte> encoded)
    {
        var rest = _payload[_position..];
        if (TokenType != JsonTokenType.StartObject)
        {
            if (rest.IsEmpty || rest[0] != (byte)',')
            {
                return false;
            }

            rest = rest[1..];
        }

        if (!rest.StartsWith(encoded))
        {
            return false;
        }

        _position = _payload.Length - rest.Length + encoded.Length;
        ReadValue();
        return true;
    }

    /// <summary>The string or name.</summary>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    internal readonly string GetString()
    {
        if (ValueIsEscaped)
        {
            return Token().GetString()!;
        }

        try
        {
            return s_strict.GetString(ValueSpan);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidOperationException("A JSON string is no well-formed UTF-8.", exception);
        }
    }

    internal readonly bool TryGetInt64(out long value) => _number.TryGetInt64(out value) || Token().TryGetInt64(out value);

    internal readonly bool TryGetUInt64(out ulong value) => _number.TryGetUInt64(out value) || Token().TryGetUInt64(out value);

    internal readonly bool TryGetDecimal(out decimal value) => _number.TryGetDecimal(out value) || Token().TryGetDecimal(out value);

    internal readonly bool TryGetSingle(out float value) => _number.TryGetSingle(out value) || Token().TryGetSingle(out value);

    internal readonly bool TryGetDouble(out double value) => _number.TryGetDouble(out value) || Token().TryGetDouble(out value);

    internal readonly bool ValueTextEquals(ReadOnlySpan<byte> utf8) => ValueIsEscaped ? Token().ValueTextEquals(utf8) : ValueSpan.SequenceEqual(utf8);

    /// <summary>A reader of System.Text.Json that stands on a copy of this token; a name is a string to it.</summary>
    internal readonly Utf8JsonReader Token()
    {
        var isText = TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
        var reader = new Utf8JsonReader(isText ? _payload.Slice(_start - 1, ValueLength + 2) : ValueSpan);
        reader.Read();
        return reader;
    }

    /// <summary>A reader of the name alone, that stands on it as on a string value.</summary>
    internal readonly JsonInput NameAsString()
    {
        var reader = new JsonInput(_payload.Slice(_start - 1, ValueLength + 2));
        reader.ReadValue();
        return reader;
    }

    /// <summary>A reader of System.Text.Json that stands on this token and can read on to the end of the value.</summary>
    internal readonly Utf8JsonReader Open()
    {
        var isContainer = TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        var start = TokenType == JsonTokenType.String ? _start - 1 : _start;
        var reader = new Utf8JsonReader(_payload[start..], new JsonReaderOptions { MaxDepth = Math.Max(1, MaxDepth - _depth + (isContainer ? 1 : 0)) });
        reader.Read();
        return reader;
    }

    /// <summary>Goes to where a reader from <see cref="Open"/> stands: on the last token of the value, unless reading it has failed.</summary>
    internal void Close(scoped in Utf8JsonReader reader)
    {
        var start = TokenType == JsonTokenType.String ? _start - 1 : _start;
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray && reader.CurrentDepth == 0)
        {
            Leave();
        }

        _position = start + (int)reader.BytesConsumed;
        TokenType = reader.TokenType;
    }

    /// <summary>The exception for a document that is no JSON.</summary>
    /// <param name="otherwise">What to say when it is; null when it cannot be.</param>
    internal readonly JsonException SyntaxError(JsonException? otherwise = null) => JsonErrors.Syntax(_payload) ?? otherwise
        ?? throw new InvalidOperationException("A JSON document was taken for wrong that is right.");

    private bool ReadNameOrEnd()
    {
        SkipWhiteSpace();
        switch (Peek())
        {
            case (byte)'"':
                ReadName();
                return true;
            case (byte)'}':
                return EndContainer(JsonTokenType.EndObject);
            default:
                throw SyntaxError();
        }
    }

    private bool ReadElementOrEnd()
    {
        SkipWhiteSpace();
        if (Peek() == ']')
        {
            return EndContainer(JsonTokenType.EndArray);
        }

        ReadValue();
        return true;
    }

    private bool ReadBehindValue()
    {
        SkipWhiteSpace();
        if (_depth == 0)
        {
            return _position == _payload.Length ? false : throw SyntaxError();
        }

        var isObject = (_objects & 1) != 0;
        var next = Peek();
        if (next == (isObject ? '}' : ']'))
        {
            return EndContainer(isObject ? JsonTokenType.EndObject : JsonTokenType.EndArray);
        }

        if (next != ',')
        {
            throw SyntaxError();
        }

        _position++;
        if (!isObject)
        {
            ReadValue();
            return true;
        }

        SkipWhiteSpace();
        if (Peek() != '"')
        {
            throw SyntaxError();
        }

        ReadName();
        return true;
    }

    private void ReadName()
    {
        ReadText(JsonTokenType.PropertyName);
        SkipWhiteSpace();
        if (Peek() != ':')
        {
            throw SyntaxError();
        }

        _position++;
    }

    private void ReadValue()
    {
        var first = Peek();
        if (first <= ' ')
        {
            SkipWhiteSpace();
            first = Peek();
        }

        switch (first)
        {
            case (byte)'"':
                ReadText(JsonTokenType.String);
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                ReadNumber();
                break;
            case (byte)'{':
                StartContainer(JsonTokenType.StartObject);
                break;
            case (byte)'[':
                StartContainer(JsonTokenType.StartArray);
                break;
            case (byte)'t':
                ReadLiteral("true"u8, JsonTokenType.True);
                break;
            case (byte)'f':
                ReadLiteral("false"u8, JsonTokenType.False);
                break;
            case (byte)'n':
                ReadLiteral("null"u8, JsonTokenType.Null);
                break;
            default:
                throw SyntaxError();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadNumber()
    {
        _start = _position;
        if (!JsonNumber.TryRead(_payload[_position..], out _number))
        {
            throw SyntaxError();
        }

        ValueLength = _number.Length;
        _position += _number.Length;
        if (_position == _payload.Length && _depth > 0)
        {
            // It may be cut off.
            throw SyntaxError();
        }

        TokenType = JsonTokenType.Number;
    }

    private void ReadText(JsonTokenType type)
    {
        _start = _position + 1;
        if (!JsonStrings.TryFindEnd(_payload[_start..], out var length, out var isEscaped))
        {
            throw SyntaxError();
        }

        ValueLength = length;
        ValueIsEscaped = isEscaped;
        _position = _start + length + 1;
        TokenType = type;
    }

    private void ReadLiteral(ReadOnlySpan<byte> literal, JsonTokenType type)
    {
        if (!_payload[_position..].StartsWith(literal))
        {
            throw SyntaxError();
        }

        _start = _position;
        ValueLength = literal.Length;
        _position += literal.Length;
        TokenType = type;
    }

    private void StartContainer(JsonTokenType type)
    {
        if (_depth == MaxDepth)
        {
            throw SyntaxError();
        }

        _start = _position++;
        ValueLength = 1;
        _depth++;
        _objects = (_objects << 1) | (type == JsonTokenType.StartObject ? 1UL : 0);
        TokenType = type;
    }

    private bool EndContainer(JsonTokenType type)
    {
        _start = _position++;
        ValueLength = 1;
        Leave();
        TokenType = type;
        return true;
    }

    private void Leave()
    {
        _depth--;
        _objects >>= 1;
    }

    // The next byte; 0 at the end, which stands nowhere in JSON.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek() => (uint)_position < (uint)_payload.Length ? _payload[_position] : (byte)0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipWhiteSpace()
    {
        while (Peek() is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _position++;
        }
    }
}
