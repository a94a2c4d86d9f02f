using System.Globalization;
using Topiary.Crash;

if (args is ["--recovery", ..])
{
    await Recovery.MeasureAsync(sessions: 10_000, messages: 1_000_000);
    return 0;
}

if (args is ["--client", .. var client])
{
    await ClientProgram.RunAsync(client);
    return 0;
}

// Without a command of its own it is a test executable like the others.
return args is ["--kills" or "--cuts" or "--faults" or "--client-kills", ..] ? await CrashAsync(args) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

static async Task<int> CrashAsync(string[] arguments)
{
    int count = Option(arguments, arguments[0]) ?? 200;
    int seed = Option(arguments, "--seed") ?? Environment.TickCount & 0xFFFFFF;
    int of = Option(arguments, "--round") ?? (arguments[0] is "--kills" or "--client-kills" ? 50 : 500);
    long acknowledged = 0;
    for (int done = 0; done < count; done += of, seed += 100)
    {
        int now = Math.Min(of, count - done);
        CrashResult result = await (arguments[0] switch
        {
            "--cuts" => CutRound.RunAsync(seed, now),
            "--client-kills" => ClientRound.RunAsync(seed, now),
            "--faults" => FaultRound.RunAsync(seed, now),
            _ => KillRound.RunAsync(seed, now),
        });
        acknowledged += result.Acknowledged;
        Console.WriteLine(result);
        if (result.Violations.Count > 0)
        {
            Console.WriteLine(result.ToReport());
            return 1;
        }
    }

    Console.WriteLine($"{count} {arguments[0][2..]}, {acknowledged} messages acknowledged, nothing wrong");
    return 0;
}

static int? Option(string[] arguments, string name)
{
    int at = Array.IndexOf(arguments, name);
    return at >= 0 && at + 1 < arguments.Length ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : null;
}
