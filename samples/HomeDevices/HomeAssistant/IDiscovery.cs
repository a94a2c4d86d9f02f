using System.Text.Json;
using Topiary;

namespace HomeDevices.HomeAssistant;

/// <summary>How devices make themselves known to Home Assistant. An empty configuration removes what it configured.</summary>
[MqttContract("homeassistant", Naming = JsonNaming.SnakeCaseLower)]
public interface IDiscovery
{
    [Topic("{component}/{item}/config", Retain = true)]
    ValueTask ConfigureAsync(EntityKind component, string item, EntityConfiguration? configuration);

    [Topic("{component}/{node}/{item}/config", Retain = true)]
    ValueTask ConfigureOfNodeAsync(EntityKind component, string node, string item, EntityConfiguration? configuration);

    /// <summary>Everything that a device has, at once.</summary>
    [Topic("device/{item}/config", Retain = true)]
    ValueTask ConfigureDeviceAsync(string item, DeviceConfiguration? configuration);

    /// <summary>Whether Home Assistant itself is there: devices make themselves known again when it comes.</summary>
    [Topic("status")]
    ValueTask StatusAsync(OneOf<Presence, string> status);

    [Topic("{component}/{item}/state", Retain = true)]
    ValueTask StateAsync(EntityKind component, string item, OneOf<Dictionary<string, JsonElement>, double, string> state);

    [Topic("{component}/{item}/set")]
    ValueTask SetAsync(EntityKind component, string item, OneOf<Dictionary<string, JsonElement>, double, string> wanted);
}
