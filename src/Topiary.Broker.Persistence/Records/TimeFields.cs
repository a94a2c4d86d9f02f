namespace Topiary.Broker.Persistence;

/// <summary><see cref="RecordType.Time"/>: the time of the broker, by which everything is written, and how far the clock of the machine was ahead of it.</summary>
/// <param name="Now">The time of the broker, which goes on steadily from its start.</param>
/// <param name="Drift">How far the clock of the machine was ahead, if that is more than it is set right by all the time.</param>
internal readonly record struct TimeFields(DateTimeOffset Now, TimeSpan Drift)
{
    public static void Write(RecordWriter writer, in TimeFields fields)
    {
        writer.Time(fields.Now);
        if (fields.Drift != TimeSpan.Zero)
        {
            writer.Signed((long)fields.Drift.TotalMilliseconds);
        }
    }

    public static TimeFields Read(ref RecordReader reader)
        => new(reader.Time(), reader.Rest.IsEmpty ? TimeSpan.Zero : TimeSpan.FromMilliseconds(reader.Signed()));
}
