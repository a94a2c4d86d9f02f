namespace Topiary.Runtime;

/// <summary>
/// Puts the messages of one method together, and hands them over when there are enough, or when the first one has waited for long
/// enough; one batch at a time. Adding never blocks; it happens on the read loop.
/// </summary>
/// <remarks>
/// Threading: any thread; one short lock. Messages that wait for others are not counted as open: only the clock can end their wait.
/// </remarks>
internal sealed class BatchScheduler
{
    private readonly Lock _lock = new();
    private readonly Queue<IncomingMessage> _waiting = new();
    private readonly IBatchProcessor _processor;
    private readonly RuntimeMonitor _monitor;
    private readonly int _size;
    private readonly TimeSpan _wait;
    private readonly ITimer _timer;
    private int _running;
    private bool _isDue;
    private bool _isStopped;
    private TaskCompletionSource? _drained;

    /// <param name="processor">Handles the batches.</param>
    /// <param name="monitor">Hears of what is open.</param>
    /// <param name="size">Messages in a batch at most.</param>
    /// <param name="wait">How long the first one waits.</param>
    /// <param name="time">The clock.</param>
    public BatchScheduler(IBatchProcessor processor, RuntimeMonitor monitor, int size, TimeSpan wait, TimeProvider time)
    {
        _processor = processor;
        _monitor = monitor;
        _size = size;
        _wait = wait;
        _timer = time.CreateTimer(static state => ((BatchScheduler)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Messages that wait.</summary>
    public int Queued
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Messages that are being handled.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>True when no more QoS 0 message is taken.</summary>
    public bool IsFull => Queued >= HandlerQueue.Capacity;

    /// <summary>Adds a message; false when the scheduler is stopped.</summary>
    public bool TryAdd(IncomingMessage message)
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                return false;
            }

            _waiting.Enqueue(message);
            if (_waiting.Count == 1 && _size > 1)
            {
                _timer.Change(_wait, Timeout.InfiniteTimeSpan);
            }

            StartIfReady();
            return true;
        }
    }

    /// <summary>Takes no more messages; completes when those that wait have been handled, which begins at once.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            _isStopped = true;
            _timer.Dispose();
            StartIfReady();
            return _running == 0
                ? Task.CompletedTask
                : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _isDue = true;
            StartIfReady();
        }
    }

    private void StartIfReady()
    {
        if (_running == 0 && TakeIfReady() is { } batch)
        {
            _monitor.Begin();
            ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Scheduler.RunAsync(work.Batch), (Scheduler: this, Batch: batch), preferLocal: false);
        }
    }

    private List<IncomingMessage>? TakeIfReady()
    {
        if (_waiting.Count == 0 || (_waiting.Count < _size && !_isDue && !_isStopped))
        {
            _isDue &= _waiting.Count > 0;
            return null;
        }

        var batch = new List<IncomingMessage>(Math.Min(_size, _waiting.Count));
        while (batch.Count < _size && _waiting.TryDequeue(out var message))
        {
            batch.Add(message);
        }

        _running = batch.Count;
        _isDue = false;
        if (!_isStopped)
        {
            // Who is left over waits anew, at most.
            _timer.Change(_waiting.Count == 0 ? Timeout.InfiniteTimeSpan : _wait, Timeout.InfiniteTimeSpan);
        }

        return batch;
    }

    private async Task RunAsync(List<IncomingMessage> batch)
    {
        for (List<IncomingMessage>? next = batch; next is not null; next = Finish(next))
        {
            await _processor.ProcessAsync(next).ConfigureAwait(false);
        }
    }

    private List<IncomingMessage>? Finish(List<IncomingMessage> batch)
    {
        foreach (var message in batch)
        {
            IncomingMessagePool.Shared.Return(message);
        }

        TaskCompletionSource? drained;
        lock (_lock)
        {
            _running = 0;
            if (TakeIfReady() is { } next)
            {
                return next;
            }

            drained = _drained;
        }

        _monitor.End();
        drained?.TrySetResult();
        return null;
    }
}
