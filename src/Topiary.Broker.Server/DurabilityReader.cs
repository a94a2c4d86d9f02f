using System.Text.Json;
using Topiary.Broker.Persistence;

namespace Topiary.Broker.Server;

/// <summary>Reads the keys of the configuration file that say what is kept where, and how well.</summary>
internal static class DurabilityReader
{
    public const string ExpectedLevel = "\"Memory\", \"Process\" or \"Disk\"";

    /// <summary>A directory, or an object with it and the sizes and times of the store.</summary>
    public static bool ReadData(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        var store = new FileStoreOptions();
        string? directory = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                if (!TryReadData(key, ref reader, ref directory, ref store))
                {
                    return false;
                }
            }
        }

        if (string.IsNullOrEmpty(directory))
        {
            return false;
        }

        options.UseFileStore(directory, _ => store);
        return true;
    }

    public static bool ReadLevel(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        bool isLevel = TryRead(ref reader, out DurabilityLevel level);
        options.Durability = isLevel ? level : options.Durability;
        return isLevel;
    }

    public static bool ReadLevelOf(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string listener = reader.GetString()!;
            reader.Read();
            if (!TryRead(ref reader, out DurabilityLevel level) || !options.DurabilityOf.TryAdd(listener, level))
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    public static bool ReadRules(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (!TryReadRule(ref reader, out DurabilityRule? rule))
            {
                return false;
            }

            options.DurabilityRules.Add(rule!);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool TryReadData(string key, ref Utf8JsonReader reader, ref string? directory, ref FileStoreOptions store)
    {
        if (key == "directory" && reader.TokenType == JsonTokenType.String)
        {
            directory = reader.GetString();
            return true;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long value) || value is < 0 or > int.MaxValue)
        {
            return false;
        }

        FileStoreOptions? changed = key switch
        {
            "segmentBytes" when value >= 4096 => store with { SegmentBytes = (int)value },
            "minimumCompactionBytes" => store with { MinimumCompactionBytes = value },
            "minimumFreeBytes" => store with { MinimumFreeBytes = value },
            "commitDelayMilliseconds" when value <= 1000 => store with { CommitDelay = TimeSpan.FromMilliseconds(value) },
            "commitBytes" when value > 0 => store with { CommitBytes = (int)value },
            _ => null,
        };
        store = changed ?? store;
        return changed is not null;
    }

    private static bool TryReadRule(ref Utf8JsonReader reader, out DurabilityRule? rule)
    {
        string? filter = null;
        DurabilityLevel? level = null;
        rule = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "filter" when filter is null && reader.TokenType == JsonTokenType.String:
                    filter = reader.GetString();
                    break;
                case "level" when level is null && TryRead(ref reader, out DurabilityLevel read):
                    level = read;
                    break;
                default:
                    return false;
            }
        }

        if (filter is null || level is null)
        {
            return false;
        }

        rule = new DurabilityRule { Filter = filter, Level = level.Value };
        return true;
    }

    private static bool TryRead(ref Utf8JsonReader reader, out DurabilityLevel level)
    {
        level = default;
        return reader.TokenType == JsonTokenType.String && Enum.TryParse(reader.GetString(), ignoreCase: true, out level) && Enum.IsDefined(level);
    }
}
