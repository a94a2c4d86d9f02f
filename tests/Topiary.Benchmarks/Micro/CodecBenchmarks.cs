using BenchmarkDotNet.Attributes;
using Topiary.Protocol;

namespace Topiary.Benchmarks;

/// <summary>Reading and writing a PUBLISH and a PUBACK.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly byte[] _packet = new byte[256];
    private PublishPacket _publish;
    private int _length;

    /// <summary>Version of the protocol.</summary>
    [Params(MqttVersion.V311, MqttVersion.V500)]
    public MqttVersion Version { get; set; }

    /// <summary>Makes the packet.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _publish = new PublishPacket { Topic = "bench/north/zones/3/climate"u8.ToArray(), QoS = QoS.AtLeastOnce, PacketId = 7, Payload = new byte[16] };
        _length = _publish.Write(_packet, Version);
    }

    /// <summary>Header and body of a PUBLISH.</summary>
    [Benchmark]
    public int ReadPublish()
    {
        FrameReader.TryReadHeader(_packet.AsSpan(0, _length), Version, int.MaxValue, out FrameHeader header);
        return PublishPacket.Read(new PacketFrame(header.Type, header.Flags, _packet.AsMemory(header.HeaderLength, header.RemainingLength)), Version).Payload.Length;
    }

    /// <summary>Size and bytes of a PUBLISH.</summary>
    [Benchmark]
    public int WritePublish() => _publish.GetSize(Version) + _publish.Write(_packet, Version);

    /// <summary>A PUBACK.</summary>
    [Benchmark]
    public int WritePubAck() => new AckPacket(PacketType.PubAck, 7).Write(_packet.AsSpan(128), Version);
}
