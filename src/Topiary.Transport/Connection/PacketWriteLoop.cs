using System.Runtime.CompilerServices;

namespace Topiary.Transport;

/// <summary>
/// The one write loop: sends batches of a <see cref="WriteQueue"/> one after another. It runs on the thread that flushes as long as sends
/// complete at once, continues where a pending send completes, and costs no task and no closure.
/// </summary>
/// <remarks>Threading: <see cref="Start"/> by any thread; the queue lets one caller at a time be the sender.</remarks>
internal sealed class PacketWriteLoop : IThreadPoolWorkItem
{
    // A thread that flushes must not go on sending for others for ever.
    private const int SendsPerTurn = 16;

    private readonly TransportConnection _transport;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onFailure;
    private readonly Action _resume;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _pending;
    private ReadOnlyMemory<byte> _next;
    private WriteQueue _queue = null!;
    private long _lastSent;

    public PacketWriteLoop(TransportConnection transport, TimeProvider time, Action<Exception> onFailure)
    {
        _transport = transport;
        _time = time;
        _onFailure = onFailure;
        _resume = Resume;
        _lastSent = time.GetTimestamp();
    }

    public long LastSent => Volatile.Read(ref _lastSent);

    public void Attach(WriteQueue queue) => _queue = queue;

    public void Start()
    {
        if (_queue.TryBeginDrain(out ReadOnlyMemory<byte> batch))
        {
            Run(batch);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        ReadOnlyMemory<byte> batch = _next;
        _next = default;
        Run(batch);
    }

    private void Run(ReadOnlyMemory<byte> batch)
    {
        for (int sends = 1; ; sends++)
        {
            try
            {
                ValueTask send = _transport.SendAsync(batch, CancellationToken.None);
                if (!send.IsCompleted)
                {
                    ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter = send.ConfigureAwait(false).GetAwaiter();
                    _pending = awaiter;
                    awaiter.UnsafeOnCompleted(_resume);
                    return;
                }

                send.GetAwaiter().GetResult();
            }
            catch (Exception e)
            {
                Fail(e);
                return;
            }

            if (!TryContinue(out batch))
            {
                return;
            }

            if (sends == SendsPerTurn)
            {
                _next = batch;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
    }

    private void Resume()
    {
        try
        {
            ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter send = _pending;
            _pending = default;
            send.GetResult();
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }

        if (TryContinue(out ReadOnlyMemory<byte> batch))
        {
            Run(batch);
        }
    }

    private bool TryContinue(out ReadOnlyMemory<byte> batch)
    {
        Volatile.Write(ref _lastSent, _time.GetTimestamp());
        return _queue.TryContinueDrain(out batch);
    }

    // Loop top: whatever ended the sending ends the connection.
    private void Fail(Exception exception)
    {
        _queue.FailDrain();
        _onFailure(exception);
    }
}
