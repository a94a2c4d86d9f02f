using System.Diagnostics.CodeAnalysis;

namespace HomeDevices.Frigate;

/// <summary>A topic that no other method of the contract has. What a level's type does not parse is not for its method.</summary>
public readonly record struct OtherSubject(string Name) : ISpanFormattable, ISpanParsable<OtherSubject>
{
    public static OtherSubject Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' has a method of its own.");

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out OtherSubject result)
    {
        result = new(s.ToString());
        return result.Name is not ("available" or "events" or "reviews" or "tracked_object_update" or "triggers");
    }

    public static OtherSubject Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out OtherSubject result) =>
        TryParse(s.AsSpan(), provider, out result);

    public override string ToString() => Name;

    public string ToString(string? format, IFormatProvider? formatProvider) => Name;

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = Name.Length;
        return Name.TryCopyTo(destination);
    }
}
