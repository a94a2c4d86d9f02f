using System.Text.Json;

namespace Topiary.Broker.Server;

/// <summary>One object in an array of the configuration file; what is wrong with it is told by its place and key.</summary>
internal sealed class ConfigurationEntry
{
    private readonly string _place;
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    /// <exception cref="StartException">It is no object, or has an unknown key or one twice.</exception>
    public ConfigurationEntry(string place, JsonElement element, params ReadOnlySpan<string> known)
    {
        _place = place;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new StartException($"--config: option \"{place}\" must be an object.");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw Error(property.Name, $"is unknown; known are {string.Join(", ", known)}");
            }

            if (!_values.TryAdd(property.Name, property.Value))
            {
                throw Error(property.Name, "comes twice");
            }
        }
    }

    public string? ReadText(string key) => !_values.TryGetValue(key, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text
        : throw Error(key, "must be a string that is not empty");

    public bool? ReadFlag(string key) => !_values.TryGetValue(key, out JsonElement value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Error(key, "must be true or false");

    public StartException Missing(string key) => Error(key, "is missing");

    public StartException Error(string key, string what) => new($"--config: option \"{_place}.{key}\" {what}.");
}
