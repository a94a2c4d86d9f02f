namespace Topiary.Interop.Tests;

/// <summary>A map of names, with nested values.</summary>
public sealed record Measurement(string Sensor, DateTimeOffset At, Guid Id, decimal Price, IReadOnlyList<int> Counts, Dictionary<string, double> Limits, Measurement? Previous = null);
