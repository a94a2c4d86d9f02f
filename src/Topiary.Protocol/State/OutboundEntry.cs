namespace Topiary.Protocol;

/// <summary>A message in flight.</summary>
/// <param name="packetId">Its packet identifier.</param>
/// <param name="state">What it waits for.</param>
/// <param name="isRepeated">Whether its PUBLISH was sent before, so that DUP must be set.</param>
/// <param name="value">What the owner keeps with it.</param>
/// <typeparam name="T">What the owner keeps with a message.</typeparam>
public readonly struct OutboundEntry<T>(ushort packetId, OutboundState state, bool isRepeated, T value)
{
    /// <summary>Its packet identifier.</summary>
    public ushort PacketId { get; } = packetId;

    /// <summary>What it waits for: in <see cref="OutboundState.WaitPubComp"/> PUBREL is sent again, otherwise PUBLISH.</summary>
    public OutboundState State { get; } = state;

    /// <summary>Whether its PUBLISH was sent before, so that DUP must be set.</summary>
    public bool IsRepeated { get; } = isRepeated;

    /// <summary>What the owner keeps with it.</summary>
    public T Value { get; } = value;
}
