using System.Threading.Channels;
using Topiary.Protocol;

namespace Topiary.Transport.Tests;

/// <summary>Takes packets: keeps copies that a test can wait for, or does what the test says.</summary>
internal sealed class RecordingSink : IPacketSink
{
    private readonly Channel<byte[]> _bodies = Channel.CreateUnbounded<byte[]>();
    private int _batches;

    public Func<PacketFrame, ValueTask>? Handler { get; set; }

    public Action? BatchEnd { get; set; }

    public int Batches => Volatile.Read(ref _batches);

    public async Task<byte[]> NextAsync() => await _bodies.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public bool TryNext(out byte[]? body) => _bodies.Reader.TryRead(out body);

    public ValueTask OnPacketAsync(PacketFrame frame)
    {
        if (Handler is not null)
        {
            return Handler(frame);
        }

        _bodies.Writer.TryWrite(frame.Body.ToArray());
        return default;
    }

    public void OnBatchEnd()
    {
        Interlocked.Increment(ref _batches);
        BatchEnd?.Invoke();
    }
}
