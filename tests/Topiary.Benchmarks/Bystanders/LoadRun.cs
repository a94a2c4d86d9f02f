using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Topiary.Benchmarks;

/// <summary>One run of the load generator against a broker that was started for it.</summary>
internal sealed class LoadRun(string tool, string seconds)
{
    /// <summary>Runs it for a second, so that the broker is warm, and then for good.</summary>
    public async Task<Run> RunAsync(ServerProcess server, params string[] scenario)
    {
        await RunAsync(server, "1", scenario);
        return await RunAsync(server, seconds, scenario);
    }

    private async Task<Run> RunAsync(ServerProcess server, string duration, string[] scenario)
    {
        string[] target = ["--port", ServerProcess.Port.ToString(CultureInfo.InvariantCulture), "--pid", server.Id.ToString(CultureInfo.InvariantCulture), "--secs", duration];
        using Process process = Process.Start(new ProcessStartInfo(tool, [.. scenario, .. target]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && JsonSerializer.Deserialize(output, RunContext.Default.Run) is { Cpu: not null } run
            ? run
            : throw new InvalidOperationException($"The load generator failed: {output}");
    }
}
