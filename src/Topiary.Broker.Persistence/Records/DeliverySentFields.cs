namespace Topiary.Broker.Persistence;

/// <summary><see cref="RecordType.DeliverySent"/>.</summary>
internal readonly record struct DeliverySentFields(DeliveryKey Key, ushort PacketId)
{
    public static void Write(RecordWriter writer, DeliveryKey key, ushort packetId)
    {
        writer.Key(key);
        writer.Number(packetId);
    }

    public static DeliverySentFields Read(ref RecordReader reader) => new(reader.Key(), reader.PacketId());
}
