namespace Topiary.Benchmarks;

/// <summary>The contract that the typed paths are measured with.</summary>
[MqttContract("bench/{site}")]
public interface IBenchmark
{
    /// <summary>Two typed levels and a record of three fields as JSON.</summary>
    [Topic("zones/{zone}/climate", QoS = QoS.AtMostOnce)]
    ValueTask ClimateAsync(string site, int zone, Climate reading, CancellationToken ct = default);

    /// <summary>Answered by <see cref="BenchmarkHandler"/>.</summary>
    [Topic("ping", QoS = QoS.AtMostOnce)]
    ValueTask<Ping> PingAsync(string site, Ping ping, CancellationToken ct = default);
}
