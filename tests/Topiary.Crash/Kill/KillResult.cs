using System.Globalization;

namespace Topiary.Crash;

/// <summary>What a round did and what was wrong.</summary>
internal sealed record KillResult(
    int Seed, int Kills, long Acknowledged, long Received, long StartMilliseconds, TimeSpan Time, IReadOnlyList<string> Violations, string ServerErrors)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {Kills} kills in {Time.TotalSeconds:F1} s, {Acknowledged} messages acknowledged, {Received} received, start {StartMilliseconds / Math.Max(Kills, 1)} ms, {Violations.Count} violations");

    /// <summary>Everything that somebody needs who looks for the cause.</summary>
    public string ToReport() => $"""
        {this}
          {string.Join("\n  ", Violations)}
        The server said:
        {ServerErrors}
        Again: dotnet run --project tests/Topiary.Crash -- --kills {Kills} --seed {Seed}
        """;
}
