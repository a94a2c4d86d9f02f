using System.Globalization;
using System.Text;

namespace Topiary.Protocol;

/// <summary>User names and passwords made comparable (SASLprep, RFC 4013).</summary>
/// <remarks>Where .NET runs without ICU, text is not normalized: characters with several forms must then be written the same on both sides.</remarks>
internal static class SaslText
{
    /// <exception cref="ArgumentException">It is empty, or has a character that is not allowed.</exception>
    public static string Prepare(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text, what);
        string prepared = Ascii.IsValid(text) ? text : Map(text, what).Normalize(NormalizationForm.FormKC);
        if (prepared.Length == 0)
        {
            throw new ArgumentException("is empty", what);
        }

        Check(prepared, what);
        return prepared;
    }

    private static string Map(string text, string what)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                throw new ArgumentException("has half a surrogate pair, or U+FFFD", what);
            }

            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
            {
                mapped.Append(' ');
            }
            else if (!IsNothing(rune.Value))
            {
                mapped.Append(rune);
            }
        }

        return mapped.ToString();
    }

    // Commonly mapped to nothing (RFC 3454, table B.1).
    private static bool IsNothing(int value) => value
        is 0x00AD or 0x034F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;

    private static void Check(string text, string what)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isProhibited = Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;
            if (isProhibited || rune.Value is (>= 0x2FF0 and <= 0x2FFB) or (>= 0xFFF9 and <= 0xFFFD))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"has the character U+{rune.Value:X4}, which is not allowed"), what);
            }
        }

        CheckDirection(text, what);
    }

    // Text from right to left begins and ends so, and has nothing from left to right in it (RFC 3454, section 6).
    private static void CheckDirection(string text, string what)
    {
        if (Ascii.IsValid(text) || !text.EnumerateRunes().Any(IsRightToLeft))
        {
            return;
        }

        Rune.DecodeFromUtf16(text, out Rune first, out _);
        Rune.DecodeLastFromUtf16(text, out Rune last, out _);
        bool isMixed = text.EnumerateRunes().Any(static rune => Rune.IsLetter(rune) && !IsRightToLeft(rune));
        if (isMixed || !IsRightToLeft(first) || !IsRightToLeft(last))
        {
            throw new ArgumentException("mixes text from right to left with other text", what);
        }
    }

    private static bool IsRightToLeft(Rune rune) => rune.Value
        is (>= 0x05BE and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF)
        && (Rune.IsLetter(rune) || rune.Value is 0x05BE or 0x05C0 or 0x05C3 or 0x061B or 0x061F);
}
