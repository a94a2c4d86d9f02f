namespace Topiary;

/// <summary>A wanted subscription at one moment.</summary>
/// <param name="Filter">The filter; may be a shared one.</param>
/// <param name="State">What the broker thinks of it.</param>
/// <param name="Reason">Why it is missing; null for other states.</param>
public sealed record MqttSubscriptionStatus(string Filter, MqttSubscriptionState State, string? Reason);
