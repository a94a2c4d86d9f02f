using System.Text.Json;
using System.Text.Json.Nodes;
using HomeDevices;

namespace Topiary.Devices.Tests.AwsIotShadow;

/// <summary>The classic shadow of a thing.</summary>
[MqttContract("$aws/things/{thing}/shadow")]
public interface IShadow
{
    [Topic("{operation}")]
    ValueTask AskAsync(string thing, Operation operation, ShadowDocument? document);

    [Topic("{operation}/{outcome}")]
    ValueTask OutcomeAsync(string thing, Operation operation, string outcome, ShadowDocument? document);
}

/// <summary>A shadow with a name.</summary>
[MqttContract("$aws/things/{thing}/shadow/name/{shadow}")]
public interface INamedShadow
{
    [Topic("{operation}")]
    ValueTask AskAsync(string thing, string shadow, Operation operation, ShadowDocument? document);

    [Topic("{operation}/{outcome}")]
    ValueTask OutcomeAsync(string thing, string shadow, Operation operation, string outcome, ShadowDocument? document);
}

/// <summary>Who connects and who leaves.</summary>
[MqttContract("$aws/events")]
public interface ILifecycle
{
    [Topic("presence/{what}/{clientId}")]
    ValueTask PresenceAsync(string what, string clientId, Presence presence);

    [Topic("subscriptions/{what}/{clientId}")]
    ValueTask SubscriptionsAsync(string what, string clientId, Presence presence);
}

public enum Operation
{
    get,
    update,
    delete,
}

/// <summary>A request, an answer, a difference or an error: each has some of the members.</summary>
public sealed record ShadowDocument : OpenPayload
{
    /// <summary>Desired and reported state; of a difference the state itself.</summary>
    public Optional<JsonObject?> State { get; init; }

    public Optional<JsonObject?> Metadata { get; init; }

    public Optional<long?> Version { get; init; }

    public Optional<long?> Timestamp { get; init; }

    public Optional<string?> ClientToken { get; init; }

    public Optional<int?> Code { get; init; }

    public Optional<string?> Message { get; init; }

    public Optional<JsonObject?> Current { get; init; }

    public Optional<JsonObject?> Previous { get; init; }
}

public sealed record Presence : OpenPayload
{
    public Optional<string?> ClientId { get; init; }

    public Optional<long?> Timestamp { get; init; }

    public Optional<string?> EventType { get; init; }

    public Optional<string?> SessionIdentifier { get; init; }

    public Optional<string?> PrincipalIdentifier { get; init; }

    public Optional<string?> IpAddress { get; init; }

    public Optional<long?> VersionNumber { get; init; }

    public Optional<bool?> ClientInitiatedDisconnect { get; init; }

    public Optional<string?> DisconnectReason { get; init; }

    public Optional<IReadOnlyList<string?>?> Topics { get; init; }
}
