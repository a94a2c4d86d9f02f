using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Topiary.Protocol;

namespace Topiary.Benchmarks;

/// <summary>Received messages, from the read loop through queue, scope and levels to the handler, beside deserializing the payload alone.</summary>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private const int Messages = 512;
    private readonly PeerTransport _peer = new();
    private byte[] _json = [];
    private byte[] _packets = [];
    private IHost _host = null!;
    private BenchmarkHandler _handler = null!;

    /// <summary>Different topics a batch.</summary>
    [Params(1, 64)]
    public int Topics { get; set; }

    /// <summary>Connects.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _json = JsonSerializer.SerializeToUtf8Bytes(new Climate(21.5, 0.43, 1_800_000_000), ClimateJsonContext.Default.Climate);
        _packets = Enumerable.Range(0, Messages).SelectMany(Encode).ToArray();
        _host = await TypedApplication.StartAsync(_peer);
        _handler = _host.Services.GetRequiredService<BenchmarkHandler>();
    }

    /// <summary>Disconnects.</summary>
    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>What the issue compares with: the payload alone, by System.Text.Json's generated context.</summary>
    [Benchmark(Baseline = true)]
    public Climate? DeserializePayloadAlone() => JsonSerializer.Deserialize(_json, ClimateJsonContext.Default.Climate);

    /// <summary>Read loop to handler, with the hand-over between threads.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void Dispatch()
    {
        _handler.Expect(Messages);
        _peer.Inject(_packets);
        _handler.Done.Wait();
    }

    private byte[] Encode(int index)
    {
        var packet = new PublishPacket { Topic = System.Text.Encoding.UTF8.GetBytes($"bench/north/zones/{index % Topics}/climate"), Payload = _json };
        var bytes = new byte[packet.GetSize(MqttVersion.V500)];
        packet.Write(bytes, MqttVersion.V500);
        return bytes;
    }
}
