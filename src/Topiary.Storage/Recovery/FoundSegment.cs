namespace Topiary.Storage;

/// <summary>A segment's file as it was found.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Header">Its header.</param>
/// <param name="HeaderDamaged">Whether one copy of the header cannot be read.</param>
/// <param name="Length">Length of the file.</param>
internal sealed record FoundSegment(string Name, SegmentHeader Header, bool HeaderDamaged, long Length);
