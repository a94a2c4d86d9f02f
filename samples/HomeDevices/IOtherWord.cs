using System.Diagnostics.CodeAnalysis;

namespace HomeDevices;

/// <summary>
/// A level that no other method of a contract has: any word but those. What a level's type does not parse is not for its
/// method, so one method can take what the others leave.
/// </summary>
public interface IOtherWord<TSelf> : ISpanFormattable, ISpanParsable<TSelf>
    where TSelf : struct, IOtherWord<TSelf>
{
    string Name { get; }

    static abstract bool TryCreate(string name, out TSelf word);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) =>
        TSelf.TryCreate(s, out var word) ? word : throw new FormatException($"'{s}' has a method of its own.");

    static bool IParsable<TSelf>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out TSelf result) =>
        TSelf.TryCreate(s ?? "", out result);

    static TSelf ISpanParsable<TSelf>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => TSelf.Parse(s.ToString(), provider);

    static bool ISpanParsable<TSelf>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out TSelf result) =>
        TSelf.TryCreate(s.ToString(), out result);

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => Name;

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = Name.Length;
        return Name.TryCopyTo(destination);
    }
}
