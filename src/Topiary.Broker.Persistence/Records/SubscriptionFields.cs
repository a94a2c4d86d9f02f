using Topiary.Protocol;

namespace Topiary.Broker.Persistence;

/// <summary><see cref="RecordType.Subscription"/>, and <see cref="RecordType.SubscriptionEnd"/>, which has the first two fields of it.</summary>
internal readonly record struct SubscriptionFields(long Session, SubscriptionRecord Subscription)
{
    private const int NoLocal = 4;
    private const int RetainAsPublished = 8;
    private const int Shared = 64;

    public static void WriteKey(RecordWriter writer, long session, string filter)
    {
        writer.Number(session);
        writer.Text(filter);
    }

    public static (long Session, string Filter) ReadKey(ref RecordReader reader) => (reader.Number(), reader.Text());

    public static void Write(RecordWriter writer, long session, in SubscriptionRecord subscription)
    {
        SubscriptionOptions options = subscription.Options;
        WriteKey(writer, session, subscription.Filter);
        writer.Byte((int)options.MaximumQoS
            | (options.NoLocal ? NoLocal : 0)
            | (options.RetainAsPublished ? RetainAsPublished : 0)
            | ((int)options.RetainHandling << 4)
            | (subscription.IsShared ? Shared : 0));
        writer.Number(subscription.Identifier);
    }

    public static SubscriptionFields Read(ref RecordReader reader)
    {
        (long session, string filter) = ReadKey(ref reader);
        int bits = reader.Byte();
        var options = new SubscriptionOptions(
            RecordReader.QoS(bits & 3), (bits & NoLocal) != 0, (bits & RetainAsPublished) != 0, (RetainHandling)((bits >> 4) & 3));
        return new SubscriptionFields(session, new SubscriptionRecord(filter, options, reader.Unsigned(), (bits & Shared) != 0));
    }
}
