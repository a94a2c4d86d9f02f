namespace Topiary.Storage;

/// <summary>Where a record is and what it weighs. The owner keeps it with the thing that the record describes.</summary>
/// <param name="Position">The number of the record in the log: 1, 2, 3 and so on in the order of appending; never reused while the log is open.</param>
/// <param name="Size">Its bytes in the segment.</param>
/// <param name="Blob">The blob that it names, or 0.</param>
public readonly record struct LogEntry(long Position, int Size, long Blob)
{
    /// <summary>Whether the payload is in a blob of its own.</summary>
    public bool HasBlob => Blob != 0;
}
