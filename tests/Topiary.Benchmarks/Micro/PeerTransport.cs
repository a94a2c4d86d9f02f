using System.Buffers.Binary;
using System.Threading.Tasks.Sources;
using Topiary.Client;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Benchmarks;

/// <summary>A broker that costs nothing: takes every send at once, answers what a client waits for, and delivers what it is handed on the caller's thread.</summary>
internal sealed class PeerTransport : TransportConnection, ITransportConnector, IValueTaskSource<int>
{
    private readonly Lock _gate = new();
    private readonly byte[] _incoming = new byte[1 << 20];
    private ManualResetValueTaskSourceCore<int> _receive;
    private Memory<byte> _buffer;
    private int _waiting;
    private bool _receiving;
    private bool _ended;

    /// <summary>A client connected to a new peer.</summary>
    public static MqttClientOptions Options(PeerTransport peer) => new()
    {
        Brokers = ["memory:peer"],
        KeepAlive = TimeSpan.Zero,
        Transports = new TransportRegistry().Add(MqttScheme.Memory, peer, null),
    };

    public bool CanConnect(MqttAddress address) => true;

    public ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken) => new(this);

    /// <summary>Hands bytes to the client's read loop, on this thread.</summary>
    public void Inject(ReadOnlySpan<byte> packets)
    {
        lock (_gate)
        {
            Append(packets);
        }

        Deliver();
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting > 0 || _ended)
            {
                return new ValueTask<int>(Take(buffer));
            }

            _receive.Reset();
            _buffer = buffer;
            _receiving = true;
            return new ValueTask<int>(this, _receive.Version);
        }
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> rest = buffer.Span;
        lock (_gate)
        {
            while (FrameReader.TryReadHeader(rest, MqttVersion.V500, int.MaxValue, out FrameHeader header))
            {
                Answer(header, rest[header.HeaderLength..header.TotalLength]);
                rest = rest[header.TotalLength..];
            }
        }

        Deliver();
        return default;
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        Abort();
        return default;
    }

    public override void Abort()
    {
        bool receiving;
        lock (_gate)
        {
            _ended = true;
            receiving = _receiving;
            _receiving = false;
        }

        if (receiving)
        {
            _receive.SetResult(0);
        }
    }

    int IValueTaskSource<int>.GetResult(short token) => _receive.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _receive.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _receive.OnCompleted(continuation, state, token, flags);

    private void Answer(FrameHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case PacketType.Connect:
                Append([0x20, 3, 0, 0, 0]);
                break;
            case PacketType.Publish when (header.Flags & 6) == 2:
                int id = 2 + BinaryPrimitives.ReadUInt16BigEndian(body);
                Append([0x40, 2, body[id], body[id + 1]]);
                break;
            case PacketType.Subscribe:
                Append([0x90, 4, body[0], body[1], 0, 1]);
                break;
        }
    }

    private void Append(ReadOnlySpan<byte> packets)
    {
        packets.CopyTo(_incoming.AsSpan(_waiting));
        _waiting += packets.Length;
    }

    private int Take(Memory<byte> buffer)
    {
        int count = Math.Min(_waiting, buffer.Length);
        _incoming.AsSpan(0, count).CopyTo(buffer.Span);
        _incoming.AsSpan(count, _waiting - count).CopyTo(_incoming);
        _waiting -= count;
        return count;
    }

    private void Deliver()
    {
        int count;
        lock (_gate)
        {
            if (!_receiving || _waiting == 0)
            {
                return;
            }

            _receiving = false;
            count = Take(_buffer);
        }

        _receive.SetResult(count);
    }
}
