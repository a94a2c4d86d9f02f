namespace Topiary.Broker;

/// <summary>What a session is, without its subscriptions and messages.</summary>
/// <param name="ClientId">Client identifier.</param>
/// <param name="Principal">Whose session it is; null for an anonymous client.</param>
/// <param name="ExpirySeconds">Seconds that it outlives its connection; <see cref="uint.MaxValue"/> for ever.</param>
/// <param name="DisconnectedAt">Since when it has no connection; null while it has one.</param>
public sealed record SessionRecord(string ClientId, string? Principal, uint ExpirySeconds, DateTimeOffset? DisconnectedAt);
