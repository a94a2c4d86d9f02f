using System.Text.Json;
using HomeDevices;

namespace Topiary.Devices.Tests.ChirpStack;

/// <summary>LoRaWAN network server, version 4, JSON marshaler.</summary>
[MqttContract("application/{application}/device/{devEui}")]
public interface IChirpStack
{
    [Topic("event/up")]
    ValueTask UplinkAsync(Guid application, string devEui, Uplink message);

    [Topic("event/join")]
    ValueTask JoinAsync(Guid application, string devEui, Join message);

    [Topic("event/ack")]
    ValueTask AcknowledgedAsync(Guid application, string devEui, Acknowledgement message);

    [Topic("event/txack")]
    ValueTask SentAsync(Guid application, string devEui, Acknowledgement message);

    [Topic("event/log")]
    ValueTask LogAsync(Guid application, string devEui, LogEntry message);

    [Topic("event/status")]
    ValueTask StatusAsync(Guid application, string devEui, DeviceStatus message);

    [Topic("event/location")]
    ValueTask LocationAsync(Guid application, string devEui, Located message);

    [Topic("event/integration")]
    ValueTask IntegrationAsync(Guid application, string devEui, Integration message);

    [Topic("command/down")]
    ValueTask DownlinkAsync(Guid application, string devEui, Downlink command);
}

public abstract record DeviceEvent : OpenPayload
{
    public Optional<Guid?> DeduplicationId { get; init; }

    public Optional<Timestamp?> Time { get; init; }

    public Optional<DeviceInfo?> DeviceInfo { get; init; }
}

public sealed record DeviceInfo : OpenPayload
{
    public Optional<Guid?> TenantId { get; init; }

    public Optional<string?> TenantName { get; init; }

    public Optional<Guid?> ApplicationId { get; init; }

    public Optional<string?> ApplicationName { get; init; }

    public Optional<Guid?> DeviceProfileId { get; init; }

    public Optional<string?> DeviceProfileName { get; init; }

    public Optional<string?> DeviceName { get; init; }

    public Optional<string?> DevEui { get; init; }

    public Optional<Dictionary<string, string?>?> Tags { get; init; }
}

public sealed record Uplink : DeviceEvent
{
    public Optional<string?> DevAddr { get; init; }

    public Optional<bool?> Adr { get; init; }

    public Optional<int?> Dr { get; init; }

    public Optional<uint?> FCnt { get; init; }

    public Optional<byte?> FPort { get; init; }

    public Optional<bool?> Confirmed { get; init; }

    public Optional<byte[]?> Data { get; init; }

    /// <summary>What the codec of the device's profile made of the data.</summary>
    public Optional<JsonElement?> Object { get; init; }

    public Optional<IReadOnlyList<Reception?>?> RxInfo { get; init; }

    public Optional<Transmission?> TxInfo { get; init; }
}

public sealed record Reception : OpenPayload
{
    public Optional<string?> GatewayId { get; init; }

    public Optional<uint?> UplinkId { get; init; }

    public Optional<Timestamp?> Time { get; init; }

    public Optional<int?> Rssi { get; init; }

    public Optional<double?> Snr { get; init; }

    public Optional<byte[]?> Context { get; init; }

    public Optional<Dictionary<string, string?>?> Metadata { get; init; }

    public Optional<Position?> Location { get; init; }
}

public sealed record Transmission : OpenPayload
{
    public Optional<long?> Frequency { get; init; }

    public Optional<JsonElement?> Modulation { get; init; }
}

public sealed record Join : DeviceEvent
{
    public Optional<string?> DevAddr { get; init; }
}

public sealed record Acknowledgement : DeviceEvent
{
    public Optional<Guid?> QueueItemId { get; init; }

    public Optional<bool?> Acknowledged { get; init; }

    public Optional<uint?> FCntDown { get; init; }
}

public sealed record LogEntry : DeviceEvent
{
    public Optional<OneOf<LogLevel, string>?> Level { get; init; }

    public Optional<string?> Code { get; init; }

    public Optional<string?> Description { get; init; }

    public Optional<Dictionary<string, string?>?> Context { get; init; }
}

[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<LogLevel>))]
public enum LogLevel
{
    INFO,
    WARNING,
    ERROR,
}

public sealed record DeviceStatus : DeviceEvent
{
    public Optional<int?> Margin { get; init; }

    public Optional<bool?> ExternalPowerSource { get; init; }

    public Optional<bool?> BatteryLevelUnavailable { get; init; }

    public Optional<double?> BatteryLevel { get; init; }
}

public sealed record Located : DeviceEvent
{
    public Optional<Position?> Location { get; init; }
}

public sealed record Position : OpenPayload
{
    public Optional<double?> Latitude { get; init; }

    public Optional<double?> Longitude { get; init; }

    public Optional<double?> Altitude { get; init; }

    public Optional<double?> Accuracy { get; init; }
}

public sealed record Integration : DeviceEvent
{
    public Optional<string?> IntegrationName { get; init; }

    public Optional<string?> EventType { get; init; }

    public Optional<JsonElement?> Object { get; init; }
}

public sealed record Downlink : OpenPayload
{
    public Optional<string?> DevEui { get; init; }

    public Optional<bool?> Confirmed { get; init; }

    public Optional<byte?> FPort { get; init; }

    public Optional<byte[]?> Data { get; init; }

    public Optional<JsonElement?> Object { get; init; }
}
