using System.Diagnostics.CodeAnalysis;

namespace HomeDevices.Frigate;

/// <summary>A last level that no other method of the contract has.</summary>
public readonly record struct OtherDetail(string Name) : ISpanFormattable, ISpanParsable<OtherDetail>
{
    public static OtherDetail Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' has a method of its own.");

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out OtherDetail result)
    {
        result = new(s.ToString());
        return result.Name is not ("set" or "state" or "snapshot" or "detect" or "audio" or "record" or "");
    }

    public static OtherDetail Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out OtherDetail result) =>
        TryParse(s.AsSpan(), provider, out result);

    public override string ToString() => Name;

    public string ToString(string? format, IFormatProvider? formatProvider) => Name;

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = Name.Length;
        return Name.TryCopyTo(destination);
    }
}
