namespace Topiary.Broker;

/// <summary>What the subscription index finds for a topic: a <see cref="Subscription"/> or a <see cref="SharedGroup"/>.</summary>
internal abstract class MatchTarget;
