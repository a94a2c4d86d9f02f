using System.Diagnostics;
using Topiary.Storage;

namespace Topiary.Benchmarks;

/// <summary>The log of the durable stores on a real disk: appending, committing alone and together, and recovery.</summary>
internal static class StorageCommand
{
    private const int BodyBytes = 180;
    private const int Publishers = 100;

    public static async Task<int> RunAsync(string[] args)
    {
        var records = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000;
        var folder = args.Length > 1 ? Path.Combine(args[1], "topiary-storage-benchmark") : Directory.CreateTempSubdirectory("topiary-storage-").FullName;
        try
        {
            await AppendAsync(folder, records);
            await RecoverAsync(folder, records);
            foreach (var level in new[] { LogDurability.Disk, LogDurability.Process })
            {
                await CommitAsync(folder, level, publishers: 1);
                await CommitAsync(folder, level, Publishers);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task AppendAsync(string folder, int records)
    {
        await using var log = new RecordLog(LogDirectory.At(folder), new Counter());
        await log.OpenAsync();
        var body = new byte[BodyBytes];
        var watch = Stopwatch.StartNew();
        for (var index = 1; index <= records; index++)
        {
            log.Append(1, body);
            if (index % 10_000 == 0)
            {
                await log.CommitAsync(log.LastPosition, LogDurability.Process);
            }
        }

        await log.CommitAsync(log.LastPosition, LogDurability.Disk);
        Console.WriteLine($"append    {records / watch.Elapsed.TotalSeconds,12:n0} records/s   {records} records of {BodyBytes} bytes in {watch.Elapsed.TotalSeconds:n2} s");
    }

    private static async Task RecoverAsync(string folder, int records)
    {
        var counter = new Counter();
        await using var log = new RecordLog(LogDirectory.At(folder), counter);
        var watch = Stopwatch.StartNew();
        await log.OpenAsync();
        Console.WriteLine($"recover   {counter.Records / watch.Elapsed.TotalSeconds,12:n0} records/s   {counter.Records} of {records} in {watch.Elapsed.TotalSeconds:n2} s");
    }

    private static async Task CommitAsync(string folder, LogDurability level, int publishers)
    {
        await using var log = new RecordLog(LogDirectory.At(folder), new Counter());
        await log.OpenAsync();
        var body = new byte[BodyBytes];
        var before = log.GetStatistics();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(_ => Task.Run(async () =>
        {
            while (watch.ElapsedMilliseconds < 3000)
            {
                await log.CommitAsync(log.Append(1, body).Position, level);
            }
        })));
        var seconds = watch.Elapsed.TotalSeconds;
        var after = log.GetStatistics();
        var commits = after.Records - before.Records;
        Console.WriteLine(
            $"commit    {commits / seconds,12:n0} records/s   {level}, {publishers} at a time; {(after.Syncs - before.Syncs) / seconds:n0} syncs/s, "
            + $"median {after.CommitMedian.TotalMilliseconds:n2} ms, 99 % {after.Commit99.TotalMilliseconds:n2} ms, {(double)(after.BytesWritten - before.BytesWritten) / commits:n0} bytes a record");
    }

    private sealed class Counter : ILogOwner
    {
        public int Records { get; private set; }

        void ILogOwner.OnRecord(in LogRecord record) => Records++;

        void ILogOwner.OnCompact(in LogRecord record)
        {
        }

        void ILogOwner.OnProblem(LogProblem problem) => Console.WriteLine(problem.Message);

        void ILogOwner.OnStateChanged(LogState state, Exception? error) => Console.WriteLine($"{state}: {error?.Message}");
    }
}
