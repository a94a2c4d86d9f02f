using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>One subscription of a session.</summary>
/// <param name="Filter">Topic filter, <c>$share/name/</c> included.</param>
/// <param name="Options">Its options.</param>
/// <param name="Identifier">Subscription identifier; 0 for none.</param>
/// <param name="IsShared">Whether it is a shared subscription; for a client of MQTT 3 <c>$share</c> is a level like any other.</param>
public readonly record struct SubscriptionRecord(string Filter, SubscriptionOptions Options, uint Identifier, bool IsShared);
