namespace Topiary.Broker;

/// <summary>One delivery of a message to a session or shared subscription.</summary>
/// <param name="Key">What it is called.</param>
/// <param name="State">How far it has come.</param>
/// <param name="PacketId">Packet identifier; 0 while it waits.</param>
/// <param name="QoS">Quality of service of the delivery.</param>
/// <param name="Retain">Retain flag of the delivery.</param>
/// <param name="Identifiers">Subscription identifiers of the delivery.</param>
public readonly record struct DeliveryRecord(
    DeliveryKey Key, DeliveryState State, ushort PacketId, QoS QoS, bool Retain, uint[] Identifiers);
