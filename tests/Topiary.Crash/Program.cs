using System.Globalization;
using Topiary.Crash;

// Without a command of its own it is a test executable like the others.
return Array.IndexOf(args, "--kills") >= 0 ? await KillAsync(args) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

static async Task<int> KillAsync(string[] arguments)
{
    int kills = Option(arguments, "--kills") ?? 200;
    int seed = Option(arguments, "--seed") ?? Environment.TickCount & 0xFFFFFF;
    int of = Option(arguments, "--round") ?? 50;
    for (int done = 0; done < kills; done += of, seed += 100)
    {
        KillResult result = await KillRound.RunAsync(seed, Math.Min(of, kills - done));
        Console.WriteLine(result);
        if (result.Violations.Count > 0)
        {
            Console.WriteLine(result.ToReport());
            return 1;
        }
    }

    return 0;
}

static int? Option(string[] arguments, string name)
{
    int at = Array.IndexOf(arguments, name);
    return at >= 0 && at + 1 < arguments.Length ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : null;
}
