namespace Topiary.Benchmarks;

/// <summary>The record of three fields that the typed paths are measured with.</summary>
public sealed record Climate(double Celsius, double Humidity, long At);
