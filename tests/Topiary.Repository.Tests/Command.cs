using System.Diagnostics;

namespace Topiary.Repository.Tests;

/// <summary>Runs a program to its end and keeps what it prints.</summary>
internal static class Command
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(8);

    public static async Task<(int ExitCode, string Output)> RunAsync(string command, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            // The build that runs these tests must not steer the one that they start.
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(s_deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
