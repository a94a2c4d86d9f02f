using System.Text.Json;
using HomeDevices;

namespace Topiary.Devices.Tests.TheThingsStack;

/// <summary>LoRaWAN network server, version 3. The application is <c>app@tenant</c>.</summary>
[MqttContract("v3/{application}/devices/{device}", Naming = JsonNaming.SnakeCaseLower)]
public interface ITheThingsStack
{
    [Topic("up")]
    ValueTask UplinkAsync(Application application, string device, DeviceMessageUp message);

    [Topic("join")]
    ValueTask JoinAsync(Application application, string device, DeviceMessageUp message);

    [Topic("down/{kind}")]
    ValueTask DownlinkAsync(Application application, string device, DownlinkTopic kind, DeviceMessageUp message);

    [Topic("down/push")]
    ValueTask PushAsync(Application application, string device, Downlinks message);

    [Topic("down/replace")]
    ValueTask ReplaceAsync(Application application, string device, Downlinks message);

    [Topic("location/solved")]
    ValueTask LocationAsync(Application application, string device, DeviceMessageUp message);

    [Topic("service/data")]
    ValueTask ServiceAsync(Application application, string device, DeviceMessageUp message);
}

public readonly record struct Application(string Id, string? Tenant) : ITextValue<Application>
{
    public string Text => Tenant is null ? Id : $"{Id}@{Tenant}";

    public static bool TryCreate(string text, out Application value)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        value = at < 0 ? new Application(text, null) : new Application(text[..at], text[(at + 1)..]);
        return value.Id.Length > 0;
    }

    public override string ToString() => Text;
}

/// <summary>What became of a downlink.</summary>
public enum DownlinkTopic
{
    queued,
    sent,
    ack,
    nack,
    failed,
    invalidated,
}

public sealed record EndDeviceIds : OpenPayload
{
    public Optional<string?> DeviceId { get; init; }

    public Optional<ApplicationIds?> ApplicationIds { get; init; }

    public Optional<string?> DevEui { get; init; }

    public Optional<string?> JoinEui { get; init; }

    public Optional<string?> DevAddr { get; init; }
}

public sealed record ApplicationIds : OpenPayload
{
    public Optional<string?> ApplicationId { get; init; }
}

/// <summary>What the application server says: one of its members says of what.</summary>
public sealed record DeviceMessageUp : OpenPayload
{
    public Optional<EndDeviceIds?> EndDeviceIds { get; init; }

    public Optional<IReadOnlyList<string?>?> CorrelationIds { get; init; }

    public Optional<Timestamp?> ReceivedAt { get; init; }

    public Optional<UplinkMessage?> UplinkMessage { get; init; }

    public Optional<JoinAccept?> JoinAccept { get; init; }

    public Optional<Downlink?> DownlinkAck { get; init; }

    public Optional<Downlink?> DownlinkNack { get; init; }

    public Optional<Downlink?> DownlinkSent { get; init; }

    public Optional<Downlink?> DownlinkQueued { get; init; }
}

public sealed record UplinkMessage : OpenPayload
{
    public Optional<byte[]?> SessionKeyId { get; init; }

    public Optional<byte?> FPort { get; init; }

    public Optional<uint?> FCnt { get; init; }

    public Optional<byte[]?> FrmPayload { get; init; }

    /// <summary>What the payload formatter of the application made of it.</summary>
    public Optional<JsonElement?> DecodedPayload { get; init; }

    public Optional<IReadOnlyList<RxMetadata?>?> RxMetadata { get; init; }

    public Optional<TxSettings?> Settings { get; init; }

    public Optional<Timestamp?> ReceivedAt { get; init; }

    public Optional<string?> ConsumedAirtime { get; init; }
}

public sealed record RxMetadata : OpenPayload
{
    public Optional<GatewayIds?> GatewayIds { get; init; }

    public Optional<Timestamp?> Time { get; init; }

    public Optional<uint?> Timestamp { get; init; }

    public Optional<double?> Rssi { get; init; }

    public Optional<double?> ChannelRssi { get; init; }

    public Optional<double?> Snr { get; init; }

    public Optional<byte[]?> UplinkToken { get; init; }
}

public sealed record GatewayIds : OpenPayload
{
    public Optional<string?> GatewayId { get; init; }

    public Optional<string?> Eui { get; init; }
}

public sealed record TxSettings : OpenPayload
{
    public Optional<JsonElement?> DataRate { get; init; }

    public Optional<string?> CodingRate { get; init; }

    /// <summary>A 64-bit number, which protobuf's JSON writes as a string.</summary>
    public Optional<OneOf<long, string>?> Frequency { get; init; }

    public Optional<uint?> Timestamp { get; init; }

    public Optional<Timestamp?> Time { get; init; }
}

public sealed record JoinAccept : OpenPayload
{
    public Optional<byte[]?> SessionKeyId { get; init; }

    public Optional<Timestamp?> ReceivedAt { get; init; }

    public Optional<Dictionary<string, string?>?> Attributes { get; init; }
}

public sealed record Downlinks : OpenPayload
{
    public Optional<EndDeviceIds?> EndDeviceIds { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("downlinks")]
    public Optional<IReadOnlyList<Downlink?>?> Items { get; init; }
}

public sealed record Downlink : OpenPayload
{
    public Optional<byte[]?> SessionKeyId { get; init; }

    public Optional<byte?> FPort { get; init; }

    public Optional<uint?> FCnt { get; init; }

    public Optional<byte[]?> FrmPayload { get; init; }

    public Optional<JsonElement?> DecodedPayload { get; init; }

    public Optional<OneOf<Priority, string>?> Priority { get; init; }

    public Optional<bool?> Confirmed { get; init; }

    public Optional<IReadOnlyList<string?>?> CorrelationIds { get; init; }
}

[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<Priority>))]
public enum Priority
{
    LOWEST,
    LOW,
    BELOW_NORMAL,
    NORMAL,
    ABOVE_NORMAL,
    HIGH,
    HIGHEST,
}
