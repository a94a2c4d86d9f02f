namespace Topiary.Broker.Persistence;

/// <summary><see cref="RecordType.DeliveryMove"/>.</summary>
internal readonly record struct DeliveryMoveFields(DeliveryKey From, DeliveryRecord To)
{
    public static void Write(RecordWriter writer, DeliveryKey from, in DeliveryRecord to)
    {
        writer.Key(from);
        DeliveryFields.Write(writer, to);
    }

    public static DeliveryMoveFields Read(ref RecordReader reader) => new(reader.Key(), DeliveryFields.Read(ref reader));
}
