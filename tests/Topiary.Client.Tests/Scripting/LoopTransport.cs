using System.Buffers.Binary;
using System.Threading.Tasks.Sources;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client.Tests.Scripting;

/// <summary>
/// A broker without threads: it answers CONNECT, QoS 1 messages and SUBSCRIBE inside the send, on the sender's thread, and allocates nothing,
/// so that what the client allocates can be counted to the byte.
/// </summary>
internal sealed class LoopTransport : TransportConnection, ITransportConnector, IValueTaskSource<int>
{
    private readonly byte[] _answer = new byte[64 * 1024];
    private ManualResetValueTaskSourceCore<int> _receive;
    private readonly SemaphoreSlim _hold = new(1);
    private Memory<byte> _buffer;
    private long _packetsSent;
    private int _answered;
    private bool _receiving;

    public override bool SupportsZeroByteReceive => false;

    public long PacketsSent => Volatile.Read(ref _packetsSent);

    public int Sends { get; private set; }

    public static MqttClient Client(out LoopTransport transport, TimeProvider? time = null)
    {
        var loop = transport = new LoopTransport();
        return MqttClient.Create(new MqttClientOptions
        {
            Brokers = ["memory:loop"],
            KeepAlive = TimeSpan.Zero,
            TimeProvider = time ?? new ManualTime(),
            Transports = new TransportRegistry().Add(MqttScheme.Memory, loop, null),
        });
    }

    public bool CanConnect(MqttAddress address) => true;

    public ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken) => new(this);

    /// <summary>Hands bytes to the client's read loop, which runs on this thread.</summary>
    public void Inject(ReadOnlySpan<byte> packets)
    {
        packets.CopyTo(_answer.AsSpan(_answered));
        _answered += packets.Length;
        Deliver();
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _receive.Reset();
        _buffer = buffer;
        _receiving = true;
        return new ValueTask<int>(this, _receive.Version);
    }

    /// <summary>Sends wait until the result is disposed, as on a slow link.</summary>
    public IDisposable HoldSends()
    {
        _hold.Wait();
        return new Release(_hold);
    }

    public async Task UntilSentAsync(long packets)
    {
        while (PacketsSent < packets)
        {
            await Task.Yield();
        }
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!_hold.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            return SendLaterAsync(buffer);
        }

        _hold.Release();
        Send(buffer);
        return default;
    }

    private async ValueTask SendLaterAsync(ReadOnlyMemory<byte> buffer)
    {
        await _hold.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _hold.Release();
        Send(buffer);
    }

    private void Send(ReadOnlyMemory<byte> buffer)
    {
        Sends++;
        ReadOnlySpan<byte> rest = buffer.Span;
        while (FrameReader.TryReadHeader(rest, MqttVersion.V500, int.MaxValue, out FrameHeader header))
        {
            Answer(header, rest[header.HeaderLength..header.TotalLength]);
            Volatile.Write(ref _packetsSent, _packetsSent + 1);
            rest = rest[header.TotalLength..];
        }

        Deliver();
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        Abort();
        return default;
    }

    public override void Abort()
    {
        if (_receiving)
        {
            _receiving = false;
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

    private void Append(ReadOnlySpan<byte> packet)
    {
        packet.CopyTo(_answer.AsSpan(_answered));
        _answered += packet.Length;
    }

    private void Deliver()
    {
        if (_receiving && _answered > 0)
        {
            int count = Math.Min(_answered, _buffer.Length);
            _answer.AsSpan(0, count).CopyTo(_buffer.Span);
            _answer.AsSpan(count, _answered - count).CopyTo(_answer);
            _answered -= count;
            _receiving = false;
            _receive.SetResult(count);
        }
    }

    private sealed class Release(SemaphoreSlim hold) : IDisposable
    {
        public void Dispose() => hold.Release();
    }
}
