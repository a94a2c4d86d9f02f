namespace Topiary.Benchmarks;

/// <summary>One of a report's readings.</summary>
public sealed record Reading(string Name, double Value, int Quality, int? Unit);
