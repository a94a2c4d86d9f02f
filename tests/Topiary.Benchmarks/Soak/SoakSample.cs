namespace Topiary.Benchmarks;

/// <summary>Memory at one time.</summary>
internal sealed record SoakSample(double Seconds, long Messages, long BrokerBytes, long ClientBytes);
