using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>Looks at a data directory without changing it. No broker should be using it: what is just being written looks like damage.</summary>
public static class StoreInspector
{
    /// <summary>Verifies every record and payload, and that they make sense together.</summary>
    /// <param name="directory">The directory.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="StoreException">It is not there or cannot be read.</exception>
    public static StoreCheck Check(string directory) => Inspect(directory, null);

    /// <summary>Verifies as <see cref="Check"/> does, and writes every record as a line.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="writer">Where to.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="StoreException">It is not there or cannot be read.</exception>
    public static StoreCheck Dump(string directory, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return Inspect(directory, writer);
    }

    private static StoreCheck Inspect(string directory, TextWriter? writer)
    {
        try
        {
            return Directory.Exists(directory)
                ? Inspect(LogDirectory.At(directory), writer)
                : throw new DirectoryNotFoundException($"there is no directory \"{directory}\"");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data directory cannot be read: {e.Message}", e);
        }
    }

    private static StoreCheck Inspect(LogDirectory directory, TextWriter? writer)
    {
        var problems = new List<string>();
        var index = new StoreIndex(static _ => { });
        var replay = new RecordReplay(index, static _ => { });
        LogReport report = LogInspector.Inspect(directory, Visit);
        problems.AddRange(report.Problems.Select(problem => $"{problem.Kind} in {problem.File} at {problem.Offset}, {problem.Bytes} bytes: {problem.Message}"));
        int orphans = replay.Finish();
        if (orphans > 0)
        {
            problems.Add($"{orphans} sessions or shared subscriptions are known only by what belongs to them");
        }

        return new StoreCheck(
            report.Segments.Count,
            report.Records,
            report.Blobs,
            index.Owners.Values.Count(owner => owner.GroupFilter is null),
            index.Owners.Values.Sum(owner => (long)owner.Deliveries.Count),
            index.Retained.Count(),
            problems);

        void Visit(in LogRecord record)
        {
            try
            {
                writer?.WriteLine(RecordText.Of(record));
                replay.Apply(record);
            }
            catch (Exception e) when (e is RecordFormatException or ArgumentException)
            {
                problems.Add($"the record at position {record.Entry.Position} of type {record.Type} does not make sense: {e.Message}");
            }
        }
    }
}
