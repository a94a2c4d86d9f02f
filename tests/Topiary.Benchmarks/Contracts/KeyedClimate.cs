using MessagePack;

namespace Topiary.Benchmarks;

/// <summary>The record of three fields as an array.</summary>
[MessagePackObject]
public sealed record KeyedClimate([property: Key(0)] double Celsius, [property: Key(1)] double Humidity, [property: Key(2)] long At);
