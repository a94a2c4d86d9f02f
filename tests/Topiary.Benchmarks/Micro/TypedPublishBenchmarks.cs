using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Topiary.Benchmarks;

/// <summary>A typed publish, from the call of the contract's method to the connection's send buffer, beside serializing the payload alone.</summary>
[MemoryDiagnoser]
public class TypedPublishBenchmarks
{
    private readonly Climate _climate = new(21.5, 0.43, 1_800_000_000);
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly PeerTransport _peer = new();
    private Utf8JsonWriter _writer = null!;
    private IHost _host = null!;
    private IBenchmark _publisher = null!;

    /// <summary>Connects.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _writer = new Utf8JsonWriter(_output);
        _host = await TypedApplication.StartAsync(_peer);
        _publisher = _host.Services.GetRequiredService<IBenchmark>();
    }

    /// <summary>Disconnects.</summary>
    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _writer.DisposeAsync();
    }

    /// <summary>What the issue compares with: the payload alone, by System.Text.Json's generated context.</summary>
    [Benchmark(Baseline = true)]
    public int SerializePayloadAlone()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
        JsonSerializer.Serialize(_writer, _climate, ClimateJsonContext.Default.Climate);
        return _output.WrittenCount;
    }

    /// <summary>Topic, payload, properties, packet, send buffer.</summary>
    [Benchmark]
    public bool TypedPublish() => _publisher.ClimateAsync("north", 3, _climate).IsCompletedSuccessfully;
}
