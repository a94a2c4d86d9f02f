using System.Globalization;

namespace Topiary.Crash;

/// <summary>What a round did and what was wrong.</summary>
internal sealed record CrashResult(
    string What, int Seed, int Count, long Acknowledged, long Received, TimeSpan Time, IReadOnlyList<string> Violations, string Details)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {Count} {What} in {Time.TotalSeconds:F1} s, {Acknowledged} messages acknowledged, {Received} received, {Violations.Count} violations");

    /// <summary>Everything that somebody needs who looks for the cause.</summary>
    public string ToReport() => $"""
        {this}
          {string.Join("\n  ", Violations)}
        Details:
        {Details}
        Again: dotnet run --project tests/Topiary.Crash -- --{What} {Count} --seed {Seed}
        """;
}
