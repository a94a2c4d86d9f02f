using System.Diagnostics;

namespace Topiary.Benchmarks;

/// <summary>The load generator mqttload, which is no part of this repository: found, and built into a temporary folder.</summary>
internal static class LoadGenerator
{
    /// <summary>Beside the repository.</summary>
    public const string DefaultPath = "../shared/tools/mqttload";

    private static readonly string[] s_files = ["mqttload.c", "relay.c", "Makefile", "compare.sh"];

    /// <summary>Gives the path of compare.sh; null when something is missing, which was said.</summary>
    public static async Task<string?> PrepareAsync(string path, string work)
    {
        string source = Path.GetFullPath(path);
        if (s_files.FirstOrDefault(file => !File.Exists(Path.Combine(source, file))) is { } missing)
        {
            await Console.Error.WriteLineAsync($"The load generator is not there: {Path.Combine(source, missing)} is missing. Say where it is with --mqttload PATH.");
            return null;
        }

        foreach (string file in s_files)
        {
            File.Copy(Path.Combine(source, file), Path.Combine(work, file));
        }

        using Process make = Process.Start(new ProcessStartInfo("make", ["-s", "-C", work]))
            ?? throw new InvalidOperationException("make did not start.");
        await make.WaitForExitAsync();
        if (make.ExitCode != 0)
        {
            await Console.Error.WriteLineAsync("The load generator could not be built: make and a C compiler are needed.");
            return null;
        }

        string script = Path.Combine(work, "compare.sh");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, File.GetUnixFileMode(script) | UnixFileMode.UserExecute);
        }

        return script;
    }
}
