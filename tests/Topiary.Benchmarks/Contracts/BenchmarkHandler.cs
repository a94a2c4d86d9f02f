namespace Topiary.Benchmarks;

/// <summary>Counts what it handles and answers what it is asked.</summary>
[MqttHandler]
public sealed class BenchmarkHandler : IBenchmark
{
    private int _handled;
    private int _target = int.MaxValue;

    /// <summary>Set when as many messages were handled as were expected.</summary>
    public ManualResetEventSlim Done { get; } = new();

    /// <summary>Begins to count anew.</summary>
    public void Expect(int messages)
    {
        Done.Reset();
        Volatile.Write(ref _handled, 0);
        Volatile.Write(ref _target, messages);
    }

    /// <inheritdoc/>
    public ValueTask ClimateAsync(string site, int zone, Climate reading, CancellationToken ct = default)
    {
        if (Interlocked.Increment(ref _handled) == Volatile.Read(ref _target))
        {
            Done.Set();
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<Ping> PingAsync(string site, Ping ping, CancellationToken ct = default) => new(ping);
}
