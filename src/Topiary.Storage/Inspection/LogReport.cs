namespace Topiary.Storage;

/// <summary>What <see cref="LogInspector"/> has found.</summary>
/// <param name="Segments">The segments, oldest first.</param>
/// <param name="RecordsByType">How many records there are of each type.</param>
/// <param name="Blobs">How many blobs are named.</param>
/// <param name="BlobBytes">Bytes of their payloads.</param>
/// <param name="Problems">What is not as it should be. Opening the log would deal with it.</param>
public sealed record LogReport(
    IReadOnlyList<SegmentReport> Segments,
    IReadOnlyDictionary<byte, long> RecordsByType,
    int Blobs,
    long BlobBytes,
    IReadOnlyList<LogProblem> Problems)
{
    /// <summary>How many records there are.</summary>
    public long Records => RecordsByType.Values.Sum();
}
