using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HomeDevices.Shelly;

/// <summary>A component of a device, such as <c>switch:0</c> or <c>sys</c>. A type that formats and parses itself may be a topic level.</summary>
public readonly record struct Component(string Kind, int? Id) : ISpanFormattable, ISpanParsable<Component>
{
    public static Component Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is no component.");

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out Component result)
    {
        var colon = s.IndexOf(':');
        if (colon < 0)
        {
            result = new(s.ToString(), null);
            return s.Length > 0;
        }

        var ok = int.TryParse(s[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        result = new(s[..colon].ToString(), id);
        return ok && colon > 0;
    }

    public static Component Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Component result) =>
        TryParse(s.AsSpan(), provider, out result);

    public override string ToString() => Id is { } id ? string.Create(CultureInfo.InvariantCulture, $"{Kind}:{id}") : Kind;

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var text = ToString();
        charsWritten = text.Length;
        return text.TryCopyTo(destination);
    }
}
