namespace Topiary.Broker;

/// <summary>Who gets the messages of one topic: each session once, each shared subscription once. Immutable.</summary>
internal sealed class Match(long epoch, Receiver[] receivers, SharedGroup[] groups)
{
    /// <summary>The index's epoch for which this is right.</summary>
    public long Epoch { get; } = epoch;

    public Receiver[] Receivers { get; } = receivers;

    public SharedGroup[] Groups { get; } = groups;

    public int Count => Receivers.Length + Groups.Length;
}
