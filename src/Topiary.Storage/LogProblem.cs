namespace Topiary.Storage;

/// <summary>Something in a log's directory that is not as it should be.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="File">Name of the file in the directory.</param>
/// <param name="Offset">Where in the file it begins.</param>
/// <param name="Bytes">How many bytes cannot be used.</param>
/// <param name="Records">How many records are known to be lost; 0 when none is or when nobody can tell.</param>
/// <param name="Message">A sentence for operators.</param>
public sealed record LogProblem(LogProblemKind Kind, string File, long Offset, long Bytes, long Records, string Message);
