namespace Topiary.Broker;

/// <summary>One delivery of a message of QoS 1 or 2 to a session.</summary>
/// <param name="Sequence">Number of the delivery in its session; deliveries are made in this order.</param>
/// <param name="State">How far it has come.</param>
/// <param name="PacketId">Packet identifier; 0 while it waits.</param>
/// <param name="Message">The message; null once it is <see cref="DeliveryState.Released"/>.</param>
/// <param name="QoS">Quality of service of the delivery.</param>
/// <param name="Retain">Retain flag of the delivery.</param>
/// <param name="Identifiers">Subscription identifiers of the delivery.</param>
public readonly record struct OutboundRecord(
    long Sequence, DeliveryState State, ushort PacketId, StoredMessage? Message, QoS QoS, bool Retain, ReadOnlyMemory<uint> Identifiers);
