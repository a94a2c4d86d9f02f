using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topiary.Devices.Tests;

public sealed class TimestampConverter : JsonConverter<Timestamp>
{
    public override Timestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? new Timestamp(text)
            : throw new JsonException($"'{text}' is no moment.");
    }

    public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
