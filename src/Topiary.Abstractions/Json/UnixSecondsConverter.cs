using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topiary;

/// <summary>
/// A moment as Unix time in seconds, with a fraction where there is one: <c>1661517385.44</c>. Numbers in strings are read too.
/// Named with <c>[JsonConverter(typeof(UnixSecondsConverter))]</c> on a member.
/// </summary>
public sealed class UnixSecondsConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        UnixTime.Read(ref reader, TimeSpan.TicksPerSecond);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        UnixTime.Write(writer, value, TimeSpan.TicksPerSecond);
}
