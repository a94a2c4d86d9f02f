namespace Topiary.Storage;

/// <summary>A segment in the directory. Its numbers are guarded by the log's lock.</summary>
/// <param name="name">Name of its file.</param>
/// <param name="header">Its header.</param>
internal sealed class Segment(string name, SegmentHeader header)
{
    public string Name { get; } = name;

    public SegmentHeader Header { get; } = header;

    /// <summary>Where its last record ends.</summary>
    public long End { get; set; } = SegmentHeader.Length;

    public long RecordBytes => End - SegmentHeader.Length;
}
