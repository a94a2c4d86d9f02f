using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace HomeDevices.Zigbee2Mqtt;

/// <summary>
/// Online or not. Newer versions send <c>{"state":"online"}</c>, older ones just <c>online</c>: a type that formats and
/// parses itself is a text payload, and so takes both.
/// </summary>
public readonly record struct Availability(bool Online) : ISpanFormattable, ISpanParsable<Availability>
{
    public static Availability Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is neither online nor offline.");

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out Availability result)
    {
        var state = s.Trim().ToString();
        if (state.StartsWith('{'))
        {
            using var document = JsonDocument.Parse(state);
            state = document.RootElement.TryGetProperty("state", out var value) ? value.GetString() : null;
        }

        result = new(state == "online");
        return state is "online" or "offline";
    }

    public static Availability Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Availability result) =>
        TryParse(s.AsSpan(), provider, out result);

    public override string ToString() => Online ? "online" : "offline";

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var text = ToString();
        charsWritten = text.Length;
        return text.TryCopyTo(destination);
    }
}
