namespace Topiary.Protocol;

/// <summary>A PUBACK or PUBREC that may be sent now.</summary>
/// <param name="type"><see cref="PacketType.PubAck"/> or <see cref="PacketType.PubRec"/>.</param>
/// <param name="packetId">The packet identifier.</param>
/// <param name="reasonCode">The reason code.</param>
public readonly struct AckEntry(PacketType type, ushort packetId, ReasonCode reasonCode)
{
    /// <summary><see cref="PacketType.PubAck"/> or <see cref="PacketType.PubRec"/>.</summary>
    public PacketType Type { get; } = type;

    /// <summary>The packet identifier.</summary>
    public ushort PacketId { get; } = packetId;

    /// <summary>The reason code.</summary>
    public ReasonCode ReasonCode { get; } = reasonCode;
}
