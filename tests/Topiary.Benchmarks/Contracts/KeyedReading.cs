using MessagePack;

namespace Topiary.Benchmarks;

/// <summary>One of a report's readings as an array.</summary>
[MessagePackObject]
public sealed record KeyedReading([property: Key(0)] string Name, [property: Key(1)] double Value, [property: Key(2)] int Quality, [property: Key(3)] int? Unit);
