using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>A PUBLISH to one receiver before it is known whether a topic alias stands for its topic.</summary>
internal readonly struct OutgoingMessage
{
    public ReadOnlyMemory<byte> Topic { get; init; }

    public ReadOnlyMemory<byte> Properties { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public uint? ExpirySeconds { get; init; }

    public uint[] Identifiers { get; init; }

    public QoS QoS { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    public ushort PacketId { get; init; }

    public PublishPacket ToPacket(ushort alias = 0, bool sendTopic = true) => new()
    {
        Topic = sendTopic ? Topic : default,
        QoS = QoS,
        Retain = Retain,
        Duplicate = Duplicate,
        PacketId = PacketId,
        Properties = new PublishProperties(
            Properties,
            ExpirySeconds,
            alias,
            Identifiers.Length == 1 ? Identifiers[0] : 0,
            Identifiers.Length > 1 ? Identifiers : default(ReadOnlyMemory<uint>)),
        Payload = Payload,
    };
}
