namespace Topiary.Storage;

/// <summary>What is in a segment.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Number">Its number.</param>
/// <param name="Epoch">How often the log had been opened when it was made.</param>
/// <param name="FirstPosition">Position that its first record has or would have.</param>
/// <param name="LastPosition">Position of its last record; less than the first when it has none.</param>
/// <param name="Records">How many whole records it has.</param>
/// <param name="Bytes">Bytes of its records.</param>
public sealed record SegmentReport(string File, long Number, long Epoch, long FirstPosition, long LastPosition, long Records, long Bytes);
