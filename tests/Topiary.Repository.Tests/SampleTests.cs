using System.Diagnostics;

namespace Topiary.Repository.Tests;

/// <summary>Runs every sample as a user would and compares what it prints with what its README says.</summary>
public sealed class SampleTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Samples() =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "samples")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_runs_and_prints_what_its_readme_says(string sample)
    {
        var readme = $"samples/{sample}/README.md";
        Assert.True(File.Exists(Path.Combine(Repository.Root, readme)), $"{readme} is missing.");
        var expected = MarkdownBlock.In(readme).FirstOrDefault(block => block.Language == "text");
        Assert.True(expected is not null, $"{readme} has no ```text block with what the sample prints.");

        var (exitCode, output, error) = await RunAsync(sample);
        Assert.True(exitCode == 0, $"{sample} ended with {exitCode}.\n{output}\n{error}");
        AssertPrinted(expected.Text, output);
    }

    /// <summary>Every expected line must occur, in order; a line of three dots stands for any lines.</summary>
    private static void AssertPrinted(string expected, string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var position = 0;
        var gap = false;
        foreach (var line in expected.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line is "..." or "…")
            {
                gap = true;
                continue;
            }

            var found = gap ? Array.IndexOf(lines, line, position) : position < lines.Length && lines[position] == line ? position : -1;
            Assert.True(found >= 0, $"Expected the line '{line}' at line {position + 1} of:\n{output}");
            position = found + 1;
            gap = false;
        }

        Assert.True(gap || position == lines.Length, $"The sample printed more than its README says, from line {position + 1}:\n{output}");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string sample)
    {
        var assembly = Path.Combine(Repository.Root, "samples", sample, "bin", Repository.Configuration, "net10.0", sample + ".dll");
        Assert.True(File.Exists(assembly), $"{assembly} is not built.");
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Repository.Root, "samples", sample),
        };
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(s_deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
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
