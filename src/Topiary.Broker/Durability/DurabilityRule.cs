namespace Topiary.Broker;

/// <summary>The durability of messages by topic; it overrides that of the listener on which they come.</summary>
public sealed record DurabilityRule
{
    /// <summary>Topic filter of the messages.</summary>
    public required string Filter { get; init; }

    /// <summary>What their acknowledgement means.</summary>
    public required DurabilityLevel Level { get; init; }
}
