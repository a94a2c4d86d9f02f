using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>A CONNECT on its way to a session.</summary>
/// <param name="Packet">The CONNECT.</param>
/// <param name="ClientId">Client identifier, assigned if need be.</param>
/// <param name="Principal">Who the client is; null for an anonymous one, or while it is not known yet.</param>
/// <param name="AuthenticationData">Last data of enhanced authentication, for CONNACK; null for none.</param>
internal sealed record Admission(ConnectPacket Packet, string ClientId, string? Principal, ReadOnlyMemory<byte>? AuthenticationData = null);
