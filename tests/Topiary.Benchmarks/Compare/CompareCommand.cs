using System.Diagnostics;

namespace Topiary.Benchmarks;

/// <summary>Runs the load generator's cases against this broker and those that are installed, interleaved, and prints the ratios.</summary>
internal static class CompareCommand
{
    // The cases of the goals, in their order; see docs/performance.md.
    private const string Cases = "pp0,pp0-1k,pp1,pp2,fan0,fan1,fanin0,wild,ret,lat1,conn";

    /// <summary>Gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--mqttload", "--cases", "--rounds", "--seconds");
        DirectoryInfo work = Directory.CreateTempSubdirectory("topiary-compare-");
        try
        {
            string? tool = await LoadGenerator.PrepareAsync(arguments.Text("--mqttload", LoadGenerator.DefaultPath), work.FullName);
            if (tool is null)
            {
                return 1;
            }

            List<string> targets = [.. Targets.Find(work.FullName)];
            string runs = Path.Combine(work.FullName, "runs.jsonl");
            int code = await RunAsync(tool, arguments, runs, targets);
            if (code == 0)
            {
                Tails.Print(runs);
            }

            return code;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string tool, Arguments arguments, string runs, List<string> targets)
    {
        var start = new ProcessStartInfo(tool) { WorkingDirectory = Path.GetDirectoryName(tool) };
        start.Environment["SECS"] = arguments.Text("--seconds", "3");
        start.Environment["SKIP_mosquitto_nagle"] = "ret";
        foreach (string argument in (string[])["-r", arguments.Text("--rounds", "5"), "-c", arguments.Text("--cases", Cases), "-o", runs, .. targets])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
