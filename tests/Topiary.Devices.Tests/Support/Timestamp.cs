using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topiary.Devices.Tests;

/// <summary>A moment of RFC 3339 to the nanosecond, kept as it was written.</summary>
[JsonConverter(typeof(TimestampConverter))]
public readonly record struct Timestamp(string Text)
{
    /// <summary>The moment to a tenth of a microsecond.</summary>
    public DateTimeOffset Value => DateTimeOffset.Parse(Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
