namespace Topiary.Benchmarks;

/// <summary>A larger record: texts, times, identifiers and a list.</summary>
public sealed record Report(string Device, Guid Id, DateTimeOffset At, bool Online, IReadOnlyList<Reading> Readings, string? Note);
