namespace Topiary.Broker.Persistence;

/// <summary>The records that hold one number: <see cref="RecordType.SessionEnd"/>, <see cref="RecordType.GroupEnd"/>, <see cref="RecordType.RetainedEnd"/>
/// (of the message) and <see cref="RecordType.TimeShift"/> (milliseconds).</summary>
internal static class NumberFields
{
    public static void Write(RecordWriter writer, long number) => writer.Signed(number);

    public static long Read(ref RecordReader reader) => reader.Signed();
}
