namespace Topiary.Client;

/// <summary>How far a message has come.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="PacketId">Its packet identifier; 0 before it has one.</param>
/// <param name="TakenOver">QoS 2: what PUBREC said.</param>
internal readonly record struct DeliveryProgress(FramePlace Place, ushort PacketId, ReasonCode TakenOver);
