namespace Topiary.Broker;

/// <summary>A question to an <see cref="IAuthorizer"/>.</summary>
/// <param name="Action">What the client wants to do.</param>
/// <param name="Topic">The topic name, or the topic filter without a <c>$share/name/</c> prefix.</param>
/// <param name="ClientId">Client identifier.</param>
/// <param name="Principal">Who the client is, as its authenticator said; null for an anonymous one.</param>
/// <param name="QoS">Quality of service.</param>
/// <param name="Retain">Whether a message is to be retained.</param>
public readonly record struct AuthorizationRequest(AuthorizedAction Action, string Topic, string ClientId, string? Principal, QoS QoS, bool Retain);
