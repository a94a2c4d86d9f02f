namespace Topiary.Broker.Persistence;

/// <summary><see cref="RecordType.Group"/>.</summary>
internal readonly record struct GroupFields(long Number, string Filter)
{
    public static void Write(RecordWriter writer, long number, string filter)
    {
        writer.Number(number);
        writer.Text(filter);
    }

    public static GroupFields Read(ref RecordReader reader) => new(reader.Number(), reader.Text());
}
