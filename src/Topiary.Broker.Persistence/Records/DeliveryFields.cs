namespace Topiary.Broker.Persistence;

/// <summary>One delivery: in <see cref="RecordType.Message"/>, in <see cref="RecordType.Recipients"/>, and after the number of its message (0: none) in <see cref="RecordType.Delivery"/>.</summary>
internal static class DeliveryFields
{
    private const int Retain = 16;
    private const int HasIdentifiers = 32;

    public static void Write(RecordWriter writer, in DeliveryRecord delivery)
    {
        writer.Key(delivery.Key);
        writer.Byte((int)delivery.State | ((int)delivery.QoS << 2) | (delivery.Retain ? Retain : 0) | (delivery.Identifiers.Length > 0 ? HasIdentifiers : 0));
        if (delivery.State != DeliveryState.Queued)
        {
            writer.Number(delivery.PacketId);
        }

        if (delivery.Identifiers.Length > 0)
        {
            writer.Number(delivery.Identifiers.Length);
            foreach (uint identifier in delivery.Identifiers)
            {
                writer.Number(identifier);
            }
        }
    }

    public static DeliveryRecord Read(ref RecordReader reader)
    {
        DeliveryKey key = reader.Key();
        int bits = reader.Byte();
        var state = (DeliveryState)(bits & 3);
        if (state > DeliveryState.Released)
        {
            throw new RecordFormatException("a delivery has no known state");
        }

        QoS qos = RecordReader.QoS((bits >> 2) & 3);
        ushort packetId = state == DeliveryState.Queued ? (ushort)0 : reader.PacketId();
        uint[] identifiers = [];
        if ((bits & HasIdentifiers) != 0)
        {
            int count = reader.Length();
            if (count > reader.Rest.Length)
            {
                throw new RecordFormatException("a delivery has too many identifiers");
            }

            identifiers = new uint[count];
            for (int i = 0; i < count; i++)
            {
                identifiers[i] = reader.Unsigned();
            }
        }

        return new DeliveryRecord(key, state, packetId, qos, (bits & Retain) != 0, identifiers);
    }
}
