using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>One subscription of a session.</summary>
/// <param name="Filter">Topic filter, <c>$share/name/</c> included.</param>
/// <param name="Options">Its options.</param>
/// <param name="Identifier">Subscription identifier; 0 for none.</param>
public readonly record struct SubscriptionRecord(string Filter, SubscriptionOptions Options, uint Identifier);
