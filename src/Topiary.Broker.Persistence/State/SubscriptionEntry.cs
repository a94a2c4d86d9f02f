using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>What the store has of one subscription.</summary>
internal readonly record struct SubscriptionEntry(SubscriptionRecord Subscription, LogEntry Entry);
