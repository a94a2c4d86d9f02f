using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.Meshtastic;

/// <summary>Mesh radios. The region may have more than one level.</summary>
[MqttContract("msh", Naming = JsonNaming.SnakeCaseLower)]
public interface IMesh
{
    [Topic("{region}/2/json/{channel}/{sender}")]
    ValueTask MessageAsync(Region region, string channel, NodeId sender, MeshMessage message);

    [Topic("{region}/{area}/2/json/{channel}/{sender}")]
    ValueTask AreaMessageAsync(Region region, string area, string channel, NodeId sender, MeshMessage message);

    [Topic("2/json/{channel}/{sender}")]
    ValueTask UnregionalMessageAsync(string channel, NodeId sender, MeshMessage message);

    [Topic("2/json")]
    ValueTask OldMessageAsync(MeshMessage message);
}

/// <summary>Anything but the protocol's version, which stands first where there is no region.</summary>
public readonly record struct Region(string Text) : ITextValue<Region>
{
    public static bool TryCreate(string text, out Region value)
    {
        value = new Region(text);
        return text.Length > 0 && text != "2";
    }

    public override string ToString() => Text;
}

/// <summary>A radio's number, <c>!7efeee00</c> as a topic level.</summary>
public readonly record struct NodeId(uint Number) : ITextValue<NodeId>
{
    public string Text => $"!{Number:x8}";

    public static bool TryCreate(string text, out NodeId value)
    {
        var ok = uint.TryParse(text.AsSpan(text.StartsWith('!') ? 1 : 0), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var number);
        value = new NodeId(number);
        return ok && value.Text == text;
    }

    public override string ToString() => Text;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NodeInfo), "nodeinfo")]
[JsonDerivedType(typeof(Telemetry), "telemetry")]
[JsonDerivedType(typeof(PositionReport), "position")]
[JsonDerivedType(typeof(TextMessage), "text")]
[JsonDerivedType(typeof(TextToSend), "sendtext")]
[JsonDerivedType(typeof(PositionToSend), "sendposition")]
[JsonDerivedType(typeof(Waypoint), "waypoint")]
[JsonDerivedType(typeof(Neighbors), "neighborinfo")]
[JsonDerivedType(typeof(Traceroute), "traceroute")]
[JsonDerivedType(typeof(Detection), "detection")]
[JsonDerivedType(typeof(PaxCount), "paxcounter")]
[JsonDerivedType(typeof(RemoteHardware), "remotehw")]
[JsonDerivedType(typeof(Untyped), "")]
public abstract record MeshMessage : OpenPayload
{
    public Optional<uint?> Id { get; init; }

    public Optional<int?> Channel { get; init; }

    public Optional<uint?> From { get; init; }

    /// <summary>To all: -1, or the same bits without a sign.</summary>
    public Optional<long?> To { get; init; }

    public Optional<string?> Sender { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> Timestamp { get; init; }

    public Optional<double?> Rssi { get; init; }

    public Optional<double?> Snr { get; init; }

    public Optional<int?> HopStart { get; init; }

    public Optional<int?> HopsAway { get; init; }
}

public sealed record NodeInfo : MeshMessage
{
    public Optional<NodeDetails?> Payload { get; init; }
}

public sealed record NodeDetails : OpenPayload
{
    public Optional<int?> Hardware { get; init; }

    public Optional<string?> Id { get; init; }

    [JsonPropertyName("longname")]
    public Optional<string?> LongName { get; init; }

    [JsonPropertyName("shortname")]
    public Optional<string?> ShortName { get; init; }
}

public sealed record Telemetry : MeshMessage
{
    public Optional<TelemetryValues?> Payload { get; init; }
}

/// <summary>Of the device, its surroundings or its power: each has some of the members.</summary>
public sealed record TelemetryValues : OpenPayload
{
    public Optional<double?> AirUtilTx { get; init; }

    /// <summary>Percent; 101 on external power.</summary>
    public Optional<double?> BatteryLevel { get; init; }

    public Optional<double?> ChannelUtilization { get; init; }

    public Optional<long?> UptimeSeconds { get; init; }

    public Optional<double?> Voltage { get; init; }

    public Optional<double?> Temperature { get; init; }

    public Optional<double?> RelativeHumidity { get; init; }

    public Optional<double?> BarometricPressure { get; init; }
}

public sealed record PositionReport : MeshMessage
{
    public Optional<MeshPosition?> Payload { get; init; }
}

public sealed record PositionToSend : MeshMessage
{
    public Optional<MeshPosition?> Payload { get; init; }
}

public sealed record MeshPosition : OpenPayload
{
    public Optional<double?> Altitude { get; init; }

    /// <summary>Ten-millionths of a degree.</summary>
    public Optional<int?> LatitudeI { get; init; }

    public Optional<int?> LongitudeI { get; init; }

    public Optional<int?> PrecisionBits { get; init; }

    public Optional<long?> Time { get; init; }
}

/// <summary>Text, or what the text itself says where it is JSON.</summary>
public sealed record TextMessage : MeshMessage
{
    public Optional<OneOf<MeshText, string, JsonElement>?> Payload { get; init; }
}

public sealed record MeshText : OpenPayload
{
    public Optional<string?> Text { get; init; }
}

public sealed record TextToSend : MeshMessage
{
    public Optional<string?> Payload { get; init; }
}

public sealed record Waypoint : MeshMessage
{
    public Optional<WaypointDetails?> Payload { get; init; }
}

public sealed record WaypointDetails : OpenPayload
{
    public Optional<string?> Name { get; init; }

    public Optional<int?> LatitudeI { get; init; }

    public Optional<int?> LongitudeI { get; init; }
}

public sealed record Neighbors : MeshMessage
{
    public Optional<NeighborList?> Payload { get; init; }
}

public sealed record NeighborList : OpenPayload
{
    [JsonPropertyName("neighbors")]
    public Optional<IReadOnlyList<Neighbor?>?> Items { get; init; }
}

public sealed record Neighbor : OpenPayload
{
    public Optional<uint?> NodeId { get; init; }

    public Optional<double?> Snr { get; init; }
}

public sealed record Traceroute : MeshMessage
{
    public Optional<JsonElement?> Payload { get; init; }
}

public sealed record Detection : MeshMessage
{
    public Optional<JsonElement?> Payload { get; init; }
}

public sealed record PaxCount : MeshMessage
{
    public Optional<JsonElement?> Payload { get; init; }
}

public sealed record RemoteHardware : MeshMessage
{
    public Optional<JsonElement?> Payload { get; init; }
}

/// <summary>A message of a kind that the radio has no name for.</summary>
public sealed record Untyped : MeshMessage
{
    public Optional<JsonElement?> Payload { get; init; }
}
