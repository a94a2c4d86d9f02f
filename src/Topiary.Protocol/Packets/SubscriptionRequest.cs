namespace Topiary.Protocol;

/// <summary>One filter of a SUBSCRIBE with its options.</summary>
/// <param name="Filter">Topic filter; in MQTT 5.0 it may begin with <c>$share/</c>.</param>
/// <param name="Options">Options of the subscription.</param>
public readonly record struct SubscriptionRequest(string Filter, SubscriptionOptions Options);
