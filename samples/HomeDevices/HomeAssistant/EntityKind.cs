using System.Diagnostics.CodeAnalysis;

namespace HomeDevices.HomeAssistant;

/// <summary>What an entity is, such as <c>light</c>. A whole device is none: it has a method of its own.</summary>
public readonly record struct EntityKind(string Name) : ISpanFormattable, ISpanParsable<EntityKind>
{
    public static EntityKind Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is no entity.");

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out EntityKind result)
    {
        result = new(s.ToString());
        return result.Name is not ("device" or "");
    }

    public static EntityKind Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out EntityKind result) =>
        TryParse(s.AsSpan(), provider, out result);

    public override string ToString() => Name;

    public string ToString(string? format, IFormatProvider? formatProvider) => Name;

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = Name.Length;
        return Name.TryCopyTo(destination);
    }
}
