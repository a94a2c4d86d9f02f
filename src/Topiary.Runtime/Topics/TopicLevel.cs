using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Topiary.Runtime;

/// <summary>
/// Reads levels of received topics: the inverse of what <see cref="OutgoingMessage"/> writes, and nothing else, so that
/// two different topics never give the same values. Invariant culture; no allocation but for values that are objects.
/// </summary>
public static class TopicLevel
{
    private const int StackChars = 128;

    /// <summary>Reads a string. Strings come from a pool: the same level gives the same object.</summary>
    /// <param name="level">Level in UTF-8.</param>
    /// <param name="value">The string.</param>
    /// <returns>False for an empty level.</returns>
    public static bool TryRead(ReadOnlySpan<byte> level, out string value)
    {
        value = TopicStringPool.Shared.GetString(level);
        return !level.IsEmpty;
    }

    /// <summary>Reads the rest of a topic (<c>{**name}</c>).</summary>
    /// <param name="rest">Rest in UTF-8.</param>
    /// <param name="value">The string.</param>
    /// <returns>
    /// False for an empty rest, which no publisher sends: the rest is one level or more, and a topic that ends before it, which
    /// <c>#</c> matches too, is another one.
    /// </returns>
    public static bool TryReadRest(ReadOnlySpan<byte> rest, out string value)
    {
        value = TopicStringPool.Shared.GetString(rest);
        return !rest.IsEmpty;
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="level">Level in UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <returns>False for anything else.</returns>
    public static bool TryRead(ReadOnlySpan<byte> level, out bool value)
    {
        value = level.SequenceEqual("true"u8);
        return value || level.SequenceEqual("false"u8);
    }

    /// <summary>Reads a GUID of 32 lower-case digits with hyphens.</summary>
    /// <param name="level">Level in UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <returns>False for anything else.</returns>
    public static bool TryRead(ReadOnlySpan<byte> level, out Guid value)
    {
        if (Utf8Parser.TryParse(level, out value, out var used, 'D') && used == level.Length)
        {
            return !level.ContainsAnyInRange((byte)'A', (byte)'F');
        }

        return false;
    }

    /// <summary>Reads a date as <c>yyyy-MM-dd</c>.</summary>
    /// <param name="level">Level in UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <returns>False for anything else.</returns>
    public static bool TryRead(ReadOnlySpan<byte> level, out DateOnly value)
    {
        value = default;
        Span<char> chars = stackalloc char[10];
        return level.Length == 10 && Ascii.ToUtf16(level, chars, out _) == OperationStatus.Done
            && DateOnly.TryParseExact(chars, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    /// <summary>Reads any type that parses UTF-8. Integers are strict: no sign but '-', no leading zero, no space.</summary>
    /// <typeparam name="T">Type of the level.</typeparam>
    /// <param name="level">Level in UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when the level is no value of the type.</returns>
    public static bool TryRead<T>(ReadOnlySpan<byte> level, out T value)
        where T : IUtf8SpanParsable<T>
    {
        if (LevelTraits<T>.IsInteger && !IsStrictInteger(level))
        {
            value = default!;
            return false;
        }

        return T.TryParse(level, CultureInfo.InvariantCulture, out value!) && !level.IsEmpty;
    }

    /// <summary>Reads any type that parses characters only.</summary>
    /// <typeparam name="T">Type of the level.</typeparam>
    /// <param name="level">Level in UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when the level is no value of the type.</returns>
    public static bool TryReadSpan<T>(ReadOnlySpan<byte> level, out T value)
        where T : ISpanParsable<T>
    {
        value = default!;
        if (typeof(T) == typeof(Guid) || typeof(T) == typeof(DateOnly) || LevelTraits<T>.IsInteger)
        {
            return TryReadStrict(level, out value);
        }

        if (level.IsEmpty)
        {
            return false;
        }

        if (level.Length <= StackChars)
        {
            Span<char> chars = stackalloc char[StackChars];
            return Encoding.UTF8.TryGetChars(level, chars, out var count) && TryParse(chars[..count], out value);
        }

        var rented = ArrayPool<char>.Shared.Rent(level.Length);
        try
        {
            return TryParse(rented.AsSpan(0, Encoding.UTF8.GetChars(level, rented)), out value);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static bool TryReadStrict<T>(ReadOnlySpan<byte> level, out T value)
        where T : ISpanParsable<T>
    {
        if (typeof(T) == typeof(Guid))
        {
            var read = TryRead(level, out Guid id);
            value = (T)(object)id;
            return read;
        }

        if (typeof(T) == typeof(DateOnly))
        {
            var read = TryRead(level, out DateOnly date);
            value = (T)(object)date;
            return read;
        }

        value = default!;
        Span<char> chars = stackalloc char[StackChars];
        return level.Length <= StackChars && IsStrictInteger(level) && Encoding.UTF8.TryGetChars(level, chars, out var count)
            && TryParse(chars[..count], out value);
    }

    private static bool TryParse<T>(ReadOnlySpan<char> chars, out T value)
        where T : ISpanParsable<T>
    {
        if (typeof(T) == typeof(DateTime))
        {
            var read = DateTime.TryParseExact(chars, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time);
            value = (T)(object)time;
            return read;
        }

        if (typeof(T) == typeof(TimeOnly))
        {
            var read = TimeOnly.TryParseExact(chars, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
            value = (T)(object)time;
            return read;
        }

        return T.TryParse(chars, CultureInfo.InvariantCulture, out value!);
    }

    private static bool IsStrictInteger(ReadOnlySpan<byte> level)
    {
        var digits = level.StartsWith("-"u8) ? level[1..] : level;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        // "-0" and "007" would be other topics for the same numbers.
        return digits[0] != (byte)'0' || level.Length == 1;
    }
}
