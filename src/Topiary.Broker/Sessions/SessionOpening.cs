using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>What a CONNECT asks of the session registry.</summary>
/// <param name="ClientId">Client identifier, assigned if need be.</param>
/// <param name="Principal">Who the client is.</param>
/// <param name="CleanStart">Whether a session that exists ends first.</param>
/// <param name="ExpirySeconds">Seconds that the session outlives its connection.</param>
/// <param name="Will">The will, or null.</param>
internal sealed record SessionOpening(string ClientId, string? Principal, bool CleanStart, uint ExpirySeconds, WillMessage? Will);
