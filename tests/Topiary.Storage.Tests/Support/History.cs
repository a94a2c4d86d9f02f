using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

/// <summary>
/// A random sequence of changes and commits, which remembers what the values were after each change and what was acknowledged when.
/// </summary>
internal sealed class History
{
    private const int Keys = 12;

    private readonly Random _random;
    private readonly List<Dictionary<int, string>> _states = [[]];
    private long _onDisk;
    private long _inSystem;

    public History(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
    }

    public int Seed { get; }

    /// <summary>How many changes are known to survive a loss of power.</summary>
    public long OnDisk => Volatile.Read(ref _onDisk);

    /// <summary>How many changes are known to survive the end of the process.</summary>
    public long InSystem => Volatile.Read(ref _inSystem);

    public int Changes => _states.Count - 1;

    /// <summary>Does so many random things. Errors of commits are passed over: nothing was acknowledged then.</summary>
    public async Task RunAsync(TestLog log, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            switch (_random.Next(22))
            {
                case < 9:
                    Change(log);
                    break;
                case < 12:
                    for (var count = _random.Next(1, 12); count > 0; count--)
                    {
                        Change(log);
                    }

                    break;
                case < 17:
                    await CommitAsync(log, LogDurability.Disk);
                    break;
                case < 19:
                    await CommitAsync(log, LogDurability.Process);
                    break;
                default:
                    log.Log.RequestCompaction();
                    break;
            }
        }
    }

    public async Task CommitAsync(TestLog log, LogDurability level)
    {
        var changes = Changes;
        try
        {
            await log.CommitAsync(level);
        }
        catch (LogException)
        {
            return;
        }

        Volatile.Write(ref _inSystem, Math.Max(InSystem, changes));
        if (level == LogDurability.Disk)
        {
            Volatile.Write(ref _onDisk, changes);
        }
    }

    public void Change(TestLog log)
    {
        var key = _random.Next(Keys);
        var state = new Dictionary<int, string>(_states[^1]);
        if (state.ContainsKey(key) && _random.Next(3) == 0)
        {
            state.Remove(key);
            _states.Add(state);
            log.Owner.Remove(key);
            return;
        }

        var value = $"{_states.Count}:{new string('x', _random.Next(_random.Next(8) == 0 ? 1500 : 60))}";
        state[key] = value;
        _states.Add(state);
        log.Owner.SetValue(key, value, _random.Next(10) == 0 ? _random.Next(2048, 5000) : 0);
    }

    /// <summary>The changes after which the values were these; the highest such number, or -1.</summary>
    public int Find(IReadOnlyDictionary<int, string> values)
    {
        for (var index = _states.Count - 1; index >= 0; index--)
        {
            if (_states[index].Count == values.Count && _states[index].All(pair => values.TryGetValue(pair.Key, out var value) && value == pair.Value))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Opens a disk and checks that it holds a moment of this history, no older than what was acknowledged.</summary>
    public async Task<int> CheckAsync(SimulatedDisk disk, long acknowledged, string what)
    {
        await using var log = await TestLog.OpenAsync(disk);
        var moment = Find(log.Owner.Values);
        Assert.True(moment >= 0, $"Seed {Seed}, {what}: the values are of no moment. Acknowledged {acknowledged}. {Describe(log)}");
        Assert.True(moment >= acknowledged, $"Seed {Seed}, {what}: {acknowledged} changes were acknowledged, {moment} are there. {Describe(log)}");
        var positions = log.Owner.Seen.Select(record => record.Position).ToList();
        Assert.True(positions.Zip(positions.Skip(1)).All(pair => pair.First < pair.Second), $"Seed {Seed}, {what}: records came twice or out of order.");
        foreach (var key in log.Owner.Values.Keys)
        {
            var entry = log.Owner.EntryOf(key);
            if (entry.HasBlob)
            {
                var blob = await log.Log.ReadBlobAsync(entry.Blob);
                Assert.Equal(TestOwner.BlobOf(key, blob.Length), blob.ToArray());
            }
        }

        var unexpected = log.Owner.Problems.Where(problem => problem.Kind is not LogProblemKind.TornTail).ToList();
        Assert.True(unexpected.Count == 0, $"Seed {Seed}, {what}: {string.Join("; ", unexpected.Select(problem => problem.Message))}");
        return moment;
    }

    private static string Describe(TestLog log) =>
        $"Problems: {string.Join("; ", log.Owner.Problems.Select(problem => problem.Message))}. Values: {string.Join(", ", log.Owner.Values.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value.Split(':')[0]}"))}";
}
