using System.Diagnostics.CodeAnalysis;

namespace HomeDevices;

/// <summary>
/// First level of products whose topics begin with what their owner called the device. Any word would do; those with which
/// the topics of other products begin do not parse, and so what these say is not taken for a device's.
/// </summary>
public readonly record struct OwnPrefix(string Name) : ISpanFormattable, ISpanParsable<OwnPrefix>
{
    public static OwnPrefix Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is another product.");

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out OwnPrefix result)
    {
        result = new(s.ToString());
        return result.Name is not ("frigate" or "homeassistant" or "zigbee2mqtt" or "owntracks" or "tele" or "stat" or "cmnd" or "");
    }

    public static OwnPrefix Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out OwnPrefix result) =>
        TryParse(s.AsSpan(), provider, out result);

    public override string ToString() => Name;

    public string ToString(string? format, IFormatProvider? formatProvider) => Name;

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = Name.Length;
        return Name.TryCopyTo(destination);
    }
}
