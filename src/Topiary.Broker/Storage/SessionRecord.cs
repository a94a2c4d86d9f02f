using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>What a session is, without its subscriptions and messages.</summary>
/// <param name="Number">Its number, never used for another session or shared subscription of the same store.</param>
/// <param name="ClientId">Client identifier.</param>
/// <param name="Principal">Whose session it is; null for an anonymous client.</param>
/// <param name="ExpirySeconds">Seconds that it outlives its connection; <see cref="uint.MaxValue"/> for ever.</param>
/// <param name="DisconnectedAt">Since when it has no connection; null while it has one.</param>
/// <param name="Level">How durable it is.</param>
/// <param name="Will">The message that is still to be published for it, or null.</param>
public sealed record SessionRecord(
    long Number, string ClientId, string? Principal, uint ExpirySeconds, DateTimeOffset? DisconnectedAt, DurabilityLevel Level, WillMessage? Will);
