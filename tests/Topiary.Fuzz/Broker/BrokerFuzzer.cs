namespace Topiary.Fuzz;

/// <summary>Draws runs from seeds, and makes a failing one as short as it can.</summary>
internal static class BrokerFuzzer
{
    private static readonly (StepKind Kind, int Weight)[] s_weights =
    [
        (StepKind.Connect, 16), (StepKind.Subscribe, 14), (StepKind.Unsubscribe, 4), (StepKind.Publish, 34), (StepKind.Acknowledge, 14),
        (StepKind.Release, 6), (StepKind.Repeat, 2), (StepKind.Cut, 6), (StepKind.Disconnect, 4), (StepKind.Misbehave, 3), (StepKind.Stray, 1),
        (StepKind.Ping, 1), (StepKind.Advance, 8), (StepKind.ChangeRights, 6),
    ];

    public static Step[] Draw(int seed, int steps)
    {
        var random = new Random(seed);
        int clients = random.Next(2, 9);
        int total = s_weights.Sum(weight => weight.Weight);
        return [.. Enumerable.Range(0, steps).Select(_ => new Step(Draw(random.Next(total)), random.Next(clients), random.Next()))];
    }

    /// <summary>Runs steps against a broker that is set as the seed says.</summary>
    /// <returns>What went wrong, or null; and how many connections were made.</returns>
    public static async Task<(string? Failure, int Sessions)> RunAsync(int seed, IReadOnlyList<Step> steps, Action<string>? trace = null)
    {
        await using var run = new FuzzRun(FuzzSettings.Draw(seed));
        try
        {
            await run.RunAsync(steps, trace);
            return (null, run.Sessions);
        }
        catch (FuzzFailureException e)
        {
            return (e.Message, run.Sessions);
        }
    }

    /// <summary>Leaves out steps as long as what is left still fails.</summary>
    public static async Task<IReadOnlyList<Step>> ShrinkAsync(int seed, IReadOnlyList<Step> steps)
    {
        for (int size = Math.Max(1, steps.Count / 2); ;)
        {
            bool isShorter = false;
            for (int start = 0; start < steps.Count;)
            {
                Step[] rest = [.. steps.Take(start), .. steps.Skip(start + size)];
                if ((await RunAsync(seed, rest)).Failure is not null)
                {
                    steps = rest;
                    isShorter = true;
                }
                else
                {
                    start += size;
                }
            }

            if (size == 1 && !isShorter)
            {
                return steps;
            }

            size = Math.Max(1, size / 2);
        }
    }

    /// <summary>Everything about a failing seed that is needed to mend what it found.</summary>
    public static async Task<string> ReportAsync(int seed, int steps, string failure)
    {
        IReadOnlyList<Step> shortest = await ShrinkAsync(seed, Draw(seed, steps));
        var lines = new List<string>
        {
            $"Seed {seed}: {failure}",
            $"Replay: dotnet run --project tests/Topiary.Fuzz -- broker --seed {seed} --steps {steps}",
            $"{FuzzSettings.Draw(seed)}",
            $"Shrunk from {steps} to {shortest.Count} steps:",
        };
        (string? shrunk, _) = await RunAsync(seed, shortest, lines.Add);
        return string.Join(Environment.NewLine, [.. lines, shrunk!]);
    }

    private static StepKind Draw(int point)
    {
        foreach ((StepKind kind, int weight) in s_weights)
        {
            point -= weight;
            if (point < 0)
            {
                return kind;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(point));
    }
}
