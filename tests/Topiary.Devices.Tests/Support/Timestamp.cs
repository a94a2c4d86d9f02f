using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topiary.Devices.Tests;

/// <summary>A moment of RFC 3339 to the nanosecond, kept as it was written.</summary>
[JsonConverter(typeof(TimestampConverter))]
public readonly record struct Timestamp(string Text) : ITextValue<Timestamp>
{
    /// <summary>The moment to a tenth of a microsecond.</summary>
    public DateTimeOffset Value => DateTimeOffset.Parse(Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static bool TryCreate(string text, out Timestamp value)
    {
        value = new Timestamp(text);
        return text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
    }

    public override string ToString() => Text;
}
