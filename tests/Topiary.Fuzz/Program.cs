using System.Globalization;
using Topiary.Fuzz;
using Topiary.Protocol.Tests;

// Without one of its own commands it is a test executable like the others.
return args is ["broker" or "codec" or "race", ..] ? await Fuzz(args[0], args[1..]) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

static async Task<int> Fuzz(string what, string[] arguments)
{
    int? single = Option(arguments, "--seed");
    int first = single ?? Option(arguments, "--from") ?? Environment.TickCount;
    int steps = Option(arguments, "--steps") ?? 400;
    int count = single is null ? Option(arguments, "--count") ?? int.MaxValue : 1;
    long sessions = 0;
    for (int i = 0; i < count; i++)
    {
        int seed = unchecked(first + i);
        if (what == "codec")
        {
            CodecFuzzer.Run(seed, 100_000);
        }
        else if (what == "race")
        {
            await using var run = new RaceRun(seed, 500);
            string? failure = await run.RunAsync();
            sessions += run.Sessions;
            if (failure is not null)
            {
                Console.WriteLine($"Race {seed}: {failure}");
                return 1;
            }
        }
        else
        {
            (string? failure, int made) = await BrokerFuzzer.RunAsync(seed, BrokerFuzzer.Draw(seed, steps));
            sessions += made;
            if (failure is not null)
            {
                Console.WriteLine(await BrokerFuzzer.ReportAsync(seed, steps, failure));
                return 1;
            }
        }

        if ((i & (what == "race" ? 3 : 63)) == (what == "race" ? 3 : 63))
        {
            Console.WriteLine(what == "codec" ? $"seeds {first} to {seed}: {(i + 1L) * 100_000} inputs" : $"seeds {first} to {seed}: {sessions} sessions");
        }
    }

    return 0;
}

static int? Option(string[] arguments, string name)
{
    int at = Array.IndexOf(arguments, name);
    return at >= 0 && at + 1 < arguments.Length ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : null;
}
