using HomeDevices;

namespace Topiary.Devices.Tests.SparkplugB;

/// <summary>Industrial edge nodes: protobuf, but for the state of hosts.</summary>
[MqttContract("spBv1.0")]
public interface ISparkplug
{
    [Topic("STATE/{host}", Retain = true)]
    ValueTask HostAsync(string host, OneOf<HostState, HostPresence> state);

    [Topic("{group}/{kind}/{node}")]
    ValueTask NodeAsync(string group, NodeKind kind, string node, SparkplugPayload payload);

    [Topic("{group}/{kind}/{node}/{device}")]
    ValueTask DeviceAsync(string group, DeviceKind kind, string node, string device, SparkplugPayload payload);
}

/// <summary>Version 2.2, and a payload on a topic of its own.</summary>
[MqttContract]
public interface IOldSparkplug
{
    [Topic("STATE/{host}", Retain = true)]
    ValueTask HostAsync(string host, OneOf<HostPresence, HostState> state);

    [Topic("my/sparkplug/topic")]
    ValueTask PayloadAsync(SparkplugPayload payload);
}

public enum HostPresence
{
    ONLINE,
    OFFLINE,
}

public enum NodeKind
{
    NBIRTH,
    NDEATH,
    NDATA,
    NCMD,
}

public enum DeviceKind
{
    DBIRTH,
    DDEATH,
    DDATA,
    DCMD,
}

public sealed record HostState : OpenPayload
{
    public Optional<bool?> Online { get; init; }

    [System.Text.Json.Serialization.JsonConverter(typeof(UnixMillisecondsConverter))]
    public Optional<DateTimeOffset?> Timestamp { get; init; }
}
