using System.Diagnostics.CodeAnalysis;

namespace Topiary.Devices.Tests;

/// <summary>A topic level or a payload that is text of some form: what is not of the form is not for the method that takes it.</summary>
public interface ITextValue<TSelf> : ISpanFormattable, ISpanParsable<TSelf>
    where TSelf : struct, ITextValue<TSelf>
{
    string Text { get; }

    static abstract bool TryCreate(string text, out TSelf value);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) => TSelf.TryCreate(s, out var value) ? value : throw new FormatException(s);

    static bool IParsable<TSelf>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out TSelf result) =>
        TSelf.TryCreate(s ?? "", out result);

    static TSelf ISpanParsable<TSelf>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TSelf.TryCreate(s.ToString(), out var value) ? value : throw new FormatException(s.ToString());

    static bool ISpanParsable<TSelf>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out TSelf result) =>
        TSelf.TryCreate(s.ToString(), out result);

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => Text;

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = Text.Length;
        return Text.TryCopyTo(destination);
    }
}
