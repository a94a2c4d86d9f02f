using System.Text.Json;
using System.Text.Json.Serialization;

namespace HomeDevices;

/// <summary>A JSON object of a product that adds members with every version: those without a property are kept and sent again.</summary>
public abstract record OpenPayload
{
    /// <summary>The members that no property stands for.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}
