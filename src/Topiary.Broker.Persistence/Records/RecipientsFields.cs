namespace Topiary.Broker.Persistence;

/// <summary>The head of <see cref="RecordType.Recipients"/>; deliveries follow to the end of the record.</summary>
/// <param name="Message">Number of the message that follows.</param>
/// <param name="Index">The first of its records has 0.</param>
internal readonly record struct RecipientsFields(long Message, int Index)
{
    public static void Write(RecordWriter writer, long message, int index)
    {
        writer.Number(message);
        writer.Number(index);
    }

    public static RecipientsFields Read(ref RecordReader reader) => new(reader.Number(), reader.Length());
}
