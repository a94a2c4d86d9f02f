namespace Topiary.Fuzz;

/// <summary>One subscription.</summary>
internal sealed record ModelSubscription(string Filter, string TopicFilter, SubscriptionOptions Options, uint Identifier, ModelGroup? Group);
