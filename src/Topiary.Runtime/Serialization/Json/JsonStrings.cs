using System.Buffers;

namespace Topiary.Runtime;

/// <summary>Finds the ends of JSON strings.</summary>
internal static class JsonStrings
{
    private const int ShortLength = 16;

    private static readonly SearchValues<byte> s_special = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(static code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>Finds the quote that ends a string. False: there is none, or the string holds control characters or escapes that there are not.</summary>
    /// <param name="text">What comes after the first quote.</param>
    /// <param name="length">Bytes before the last one.</param>
    /// <param name="isEscaped">Whether there are escapes among them.</param>
    public static bool TryFindEnd(ReadOnlySpan<byte> text, out int length, out bool isEscaped)
    {
        isEscaped = false;
        for (length = 0; length < text.Length && length < ShortLength; length++)
        {
            var unit = text[length];
            if (unit == '"')
            {
                return true;
            }

            if (unit < ' ' || unit == '\\')
            {
                break;
            }
        }

        while (true)
        {
            var next = text[length..].IndexOfAny(s_special);
            if (next < 0)
            {
                return false;
            }

            length += next;
            if (text[length] == '"')
            {
                return true;
            }

            var escape = EscapeLength(text[length..]);
            if (escape == 0)
            {
                return false;
            }

            isEscaped = true;
            length += escape;
        }
    }

    // 0: it is none.
    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        const int Long = 6;
        if (text is not [(byte)'\\', var kind, ..])
        {
            return 0;
        }

        if (kind != 'u')
        {
            return "\"\\/bfnrt"u8.Contains(kind) ? 2 : 0;
        }

        return text.Length >= Long && char.IsAsciiHexDigit((char)text[2]) && char.IsAsciiHexDigit((char)text[3])
            && char.IsAsciiHexDigit((char)text[4]) && char.IsAsciiHexDigit((char)text[5]) ? Long : 0;
    }
}
