namespace Topiary.Broker.Persistence;

/// <summary><see cref="RecordType.DeliveryEnd"/>.</summary>
internal static class DeliveryEndFields
{
    public static void Write(RecordWriter writer, DeliveryKey key) => writer.Key(key);

    public static DeliveryKey Read(ref RecordReader reader) => reader.Key();
}
