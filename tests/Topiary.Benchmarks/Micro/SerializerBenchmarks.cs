using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Topiary.Generated;

namespace Topiary.Benchmarks;

/// <summary>The generated JSON serializer beside System.Text.Json's own generated context, on the same record.</summary>
[MemoryDiagnoser]
public class SerializerBenchmarks
{
    private readonly Climate _climate = new(21.5, 0.43, 1_800_000_000);
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private Utf8JsonWriter _writer = null!;
    private byte[] _json = [];

    /// <summary>Makes the document.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _writer = new Utf8JsonWriter(_output);
        _json = JsonSerializer.SerializeToUtf8Bytes(_climate, ClimateJsonContext.Default.Climate);
    }

    /// <summary>System.Text.Json, its writer used again.</summary>
    [Benchmark(Baseline = true)]
    public int WriteSystemTextJson()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
        JsonSerializer.Serialize(_writer, _climate, ClimateJsonContext.Default.Climate);
        return _output.WrittenCount;
    }

    /// <summary>Topiary.</summary>
    [Benchmark]
    public int WriteTopiary()
    {
        _output.ResetWrittenCount();
        Topiary_Benchmarks_ClimateJson.Instance.Serialize(_climate, _output);
        return _output.WrittenCount;
    }

    /// <summary>System.Text.Json.</summary>
    [Benchmark]
    public Climate? ReadSystemTextJson() => JsonSerializer.Deserialize(_json, ClimateJsonContext.Default.Climate);

    /// <summary>Topiary.</summary>
    [Benchmark]
    public Climate ReadTopiary() => Topiary_Benchmarks_ClimateJson.Instance.Deserialize(_json);
}
