using MessagePack;

namespace Topiary.Benchmarks;

/// <summary>The larger record as an array.</summary>
[MessagePackObject]
public sealed record KeyedReport(
    [property: Key(0)] string Device,
    [property: Key(1)] Guid Id,
    [property: Key(2)] DateTimeOffset At,
    [property: Key(3)] bool Online,
    [property: Key(4)] IReadOnlyList<KeyedReading> Readings,
    [property: Key(5)] string? Note);
