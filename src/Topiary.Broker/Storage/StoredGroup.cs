namespace Topiary.Broker;

/// <summary>A shared subscription as a store gives it back at start.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Filter">Its filter, <c>$share/name/</c> included.</param>
/// <param name="Waiting">The messages that no member has acknowledged, in order.</param>
public sealed record StoredGroup(long Number, string Filter, IReadOnlyList<StoredDelivery> Waiting);
