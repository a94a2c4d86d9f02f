using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Topiary.Runtime;

/// <summary>
/// Reads MessagePack from memory. What is declared is held against what is there before anything is allocated for it, and
/// nesting ends at 64 levels.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct MessagePackReader
{
    private readonly ReadOnlySpan<byte> _payload;
    private int _position;
    private int _depth;

    /// <summary>Prepares to read.</summary>
    /// <param name="payload">The whole payload.</param>
    public MessagePackReader(ReadOnlySpan<byte> payload) => _payload = payload;

    // What no name of a member can be: not UTF-8.
    private static ReadOnlySpan<byte> NoName => [0xff];

    /// <summary>Checks that nothing follows.</summary>
    public readonly void EndPayload()
    {
        if (_position < _payload.Length)
        {
            throw new MessagePackFormatException("The MessagePack payload goes on after its value.", _position);
        }
    }

    /// <summary>Steps over nil.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryReadNil()
    {
        if ((uint)_position < (uint)_payload.Length && _payload[_position] == MessagePackCode.Nil)
        {
            _position++;
            return true;
        }

        return false;
    }

    /// <summary>Enters an array.</summary>
    /// <typeparam name="T">Type that is read from it.</typeparam>
    /// <returns>Number of its elements.</returns>
    public int BeginArray<T>() => Begin<T>(MessagePackKind.Array);

    /// <summary>Enters an array that has to have a number of elements.</summary>
    /// <typeparam name="T">Type that is read from it.</typeparam>
    /// <param name="count">The number.</param>
    public void BeginArray<T>(int count)
    {
        var start = _position;
        var actual = Begin<T>(MessagePackKind.Array);
        if (actual != count)
        {
            throw MessagePackErrors.CannotConvert(typeof(T).ToString(), $"an array of {actual} elements, not {count}", start);
        }
    }

    /// <summary>Enters a map.</summary>
    /// <typeparam name="T">Type that is read from it.</typeparam>
    /// <returns>Number of its entries.</returns>
    public int BeginMap<T>() => Begin<T>(MessagePackKind.Map);

    /// <summary>Leaves an array or a map, all of which has been read.</summary>
    public void End() => _depth--;

    /// <summary>Reads the key of an entry; one that is no string is stepped over.</summary>
    /// <returns>The name in UTF-8, or something that no member is named.</returns>
    public ReadOnlySpan<byte> ReadName()
    {
        if (TryShortString(out var name))
        {
            return name;
        }

        var token = Token();
        if (token.Kind != MessagePackKind.String)
        {
            Skip();
            return NoName;
        }

        return Data(token);
    }

    /// <summary>Steps over a value of any shape.</summary>
    public void Skip()
    {
        var token = Token();
        if (token.IsContainer)
        {
            SkipContainer();
        }
        else
        {
            _position += token.HeaderSize + (int)token.Length;
        }
    }

    /// <summary>Steps over elements.</summary>
    /// <param name="count">Their number; nothing happens where it is not positive.</param>
    public void Skip(int count)
    {
        for (; count > 0; count--)
        {
            Skip();
        }
    }

    /// <summary>The exception for the key of a union that stands for no type.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <param name="key">The key, which has just been read.</param>
    /// <returns>The exception.</returns>
    public readonly MessagePackFormatException UnknownUnionKey<T>(int key)
        => MessagePackErrors.CannotConvert(typeof(T).ToString(), $"of type {key} of the union, which is not declared", _position);

    /// <summary>The exception for nil where a value has to be.</summary>
    /// <typeparam name="T">The wanted type.</typeparam>
    /// <returns>The exception.</returns>
    public readonly MessagePackFormatException NilKey<T>()
        => new($"A key of {typeof(T)} is nil.", _position - 1);

    private int Begin<T>(MessagePackKind kind)
    {
        var token = Token();
        if (token.Kind != kind)
        {
            throw Mismatch<T>();
        }

        if (_depth == MessagePackErrors.MaxDepth)
        {
            throw MessagePackErrors.TooDeep(_position);
        }

        _depth++;
        _position += token.HeaderSize;
        return (int)token.Length;
    }

    private void SkipContainer()
    {
        // Values that are left at each level; the first one is the value itself.
        Span<uint> left = stackalloc uint[MessagePackErrors.MaxDepth + 1];
        var level = 0;
        left[0] = 1;
        while (level >= 0)
        {
            if (left[level] == 0)
            {
                level--;
                continue;
            }

            left[level]--;
            var token = Token();
            if (!token.IsContainer)
            {
                _position += token.HeaderSize + (int)token.Length;
                continue;
            }

            if (_depth + level == MessagePackErrors.MaxDepth)
            {
                throw MessagePackErrors.TooDeep(_position);
            }

            _position += token.HeaderSize;
            left[++level] = (uint)token.Children;
        }
    }

    /// <summary>The beginning of the value at hand, of which all data, or a byte for each element, is there.</summary>
    private readonly MessagePackToken Token()
    {
        var rest = _payload[_position..];
        if (!MessagePackToken.TryRead(rest, out var token))
        {
            throw rest is [MessagePackCode.Unused, ..]
                ? new MessagePackFormatException("The MessagePack payload holds the byte 0xC1, which MessagePack does not use.", _position)
                : MessagePackErrors.Truncated(_position);
        }

        var left = (ulong)(rest.Length - token.HeaderSize);
        if (token.Children > left)
        {
            throw token.IsContainer
                ? new MessagePackFormatException($"The MessagePack payload declares {token.Length} {(token.Kind == MessagePackKind.Map ? "entries" : "elements")}, but ends after {left} more bytes.", _position)
                : MessagePackErrors.Truncated(_position);
        }

        return token;
    }

    /// <summary>Takes a string whose length is in its first byte: what nearly every name is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryShortString(out ReadOnlySpan<byte> data)
    {
        var rest = _payload[_position..];
        if (!rest.IsEmpty)
        {
            var length = rest[0] - MessagePackCode.FixString;
            if ((uint)length <= MessagePackCode.MaxFixString && length < rest.Length)
            {
                data = rest.Slice(1, length);
                _position += 1 + length;
                return true;
            }
        }

        data = default;
        return false;
    }

    /// <summary>Takes the data of a value whose beginning was looked at.</summary>
    private ReadOnlySpan<byte> Data(MessagePackToken token)
    {
        var data = _payload.Slice(_position + token.HeaderSize, (int)token.Length);
        _position += token.HeaderSize + (int)token.Length;
        return data;
    }

    /// <summary>Takes the data of a value of a kind.</summary>
    private ReadOnlySpan<byte> Data(MessagePackKind kind, string type)
    {
        var token = Token();
        return token.Kind == kind ? Data(token) : throw Mismatch(type);
    }

    private readonly MessagePackFormatException Mismatch<T>() => Mismatch(typeof(T).ToString());

    private readonly MessagePackFormatException Mismatch(string type)
        => _position == _payload.Length
            ? MessagePackErrors.Truncated(_position)
            : MessagePackErrors.CannotConvert(type, MessagePackCode.Describe(_payload[_position]), _position);
}
