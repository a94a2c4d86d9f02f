using System.Globalization;
using System.Text.Json;

namespace Topiary;

/// <summary>Numbers of Unix time; their zero offset is universal time.</summary>
internal static class UnixTime
{
    public static DateTimeOffset Read(ref Utf8JsonReader reader, long ticksPerUnit)
    {
        decimal units;
        var isNumber = reader.TokenType == JsonTokenType.Number
            ? reader.TryGetDecimal(out units)
            : (reader.TokenType == JsonTokenType.String
                && decimal.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out units))
                || Nothing(out units);
        var least = (DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).Ticks;
        var most = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks;
        if (!isNumber || units < (decimal)least / ticksPerUnit || units > (decimal)most / ticksPerUnit)
        {
            throw new JsonException("The JSON value is no Unix time.");
        }

        return DateTimeOffset.UnixEpoch.AddTicks((long)decimal.Round(units * ticksPerUnit));
    }

    public static void Write(Utf8JsonWriter writer, DateTimeOffset value, long ticksPerUnit)
    {
        var ticks = (value - DateTimeOffset.UnixEpoch).Ticks;
        if (ticks % ticksPerUnit == 0)
        {
            writer.WriteNumberValue(ticks / ticksPerUnit);
        }
        else
        {
            writer.WriteNumberValue((decimal)ticks / ticksPerUnit);
        }
    }

    private static bool Nothing(out decimal units)
    {
        units = 0;
        return false;
    }
}
