namespace Topiary.Benchmarks;

/// <summary>A request, and its answer.</summary>
public sealed record Ping(int Number);
