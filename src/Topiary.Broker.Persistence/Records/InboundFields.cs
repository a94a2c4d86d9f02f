namespace Topiary.Broker.Persistence;

/// <summary><see cref="RecordType.Inbound"/> and <see cref="RecordType.InboundEnd"/>.</summary>
internal readonly record struct InboundFields(long Session, ushort PacketId)
{
    public static void Write(RecordWriter writer, long session, ushort packetId)
    {
        writer.Number(session);
        writer.Number(packetId);
    }

    public static InboundFields Read(ref RecordReader reader) => new(reader.Number(), reader.PacketId());
}
