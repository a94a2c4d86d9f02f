namespace Topiary.Broker;

/// <summary>Everything that a store gives back at start.</summary>
public sealed record StoredState
{
    /// <summary>The sessions.</summary>
    public IReadOnlyList<StoredSession> Sessions { get; init; } = [];

    /// <summary>The shared subscriptions with a member whose session is kept.</summary>
    public IReadOnlyList<StoredGroup> Groups { get; init; } = [];

    /// <summary>The retained messages, one a topic.</summary>
    public IReadOnlyList<StoredMessage> Retained { get; init; } = [];

    /// <summary>The highest number of a session or shared subscription that the store has seen.</summary>
    public long LastNumber { get; init; }
}
