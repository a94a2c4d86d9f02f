namespace Topiary.Storage;

/// <summary>Looks at the directory of a log without changing anything.</summary>
public static class LogInspector
{
    /// <summary>Verifies every record and every blob that is named.</summary>
    /// <param name="directory">The directory. Nobody should be writing: a record that is being written looks like a torn end.</param>
    /// <param name="visitor">Is shown every record, oldest first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="LogException">The directory was written by a newer version.</exception>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <remarks>
    /// A blob may be missing although a record names it, when a later record says that the thing is gone; only the owner of the log can tell.
    /// Missing and damaged blobs are therefore reported as problems only if their file is there and damaged.
    /// </remarks>
    public static LogReport Inspect(LogDirectory directory, LogRecordVisitor? visitor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var types = new SortedDictionary<byte, long>();
        var problems = new List<LogProblem>();
        var segments = new List<SegmentReport>();
        var blobs = new HashSet<long>();
        RecoveredLog? log = null;
        var recovery = new LogRecovery(directory, Visit, problems.Add, mayChange: false) { Begun = begun => log = begun, SegmentRead = segments.Add };
        recovery.Run(cancellationToken);
        var bytes = CheckBlobs(directory, log!, recovery.Names, blobs, problems, cancellationToken);
        return new LogReport(segments, types, blobs.Count, bytes, problems);

        void Visit(in LogRecord record)
        {
            types[record.Type] = types.GetValueOrDefault(record.Type) + 1;
            if (record.Entry.HasBlob)
            {
                blobs.Add(record.Entry.Blob);
            }

            visitor?.Invoke(record);
        }
    }

    private static long CheckBlobs(
        LogDirectory directory, RecoveredLog log, IReadOnlyCollection<string> names, HashSet<long> blobs, List<LogProblem> problems, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var number in blobs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = FileNames.Blob(number);
            if (!names.Contains(name) || !log.Blobs.TryGet(number, out var reference))
            {
                continue;
            }

            try
            {
                bytes += log.Blobs.Read(reference).Length;
            }
            catch (LogBlobException exception)
            {
                problems.Add(new LogProblem(LogProblemKind.DamagedBlob, name, 0, reference.Length, 0, exception.Message));
            }
        }

        return bytes;
    }
}
