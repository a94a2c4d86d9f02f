namespace Topiary.Runtime;

/// <summary>
/// The bounded queue of one handler: messages of one order key, which is the topic if nothing else is said, are handled one
/// after the other, those of different keys at the same time by at most a given number of workers. Adding never blocks; it happens on the read loop.
/// </summary>
/// <remarks>Threading: any thread; one short lock, never held while a message is handled.</remarks>
internal sealed class LaneScheduler
{
    private readonly Lock _lock = new();
    private readonly LaneTable _lanes = new();
    private readonly IMessageProcessor _processor;
    private readonly RuntimeMonitor _monitor;
    private readonly int _capacity;
    private readonly Stack<Worker> _idleWorkers;
    private readonly Action<IThreadPoolWorkItem> _start;
    private Lane? _firstReady;
    private Lane? _lastReady;
    private int _queued;
    private int _running;
    private bool _isStopped;
    private TaskCompletionSource? _drained;

    /// <param name="processor">Handles the messages.</param>
    /// <param name="monitor">Hears of what is open.</param>
    /// <param name="maxConcurrency">Messages handled at the same time.</param>
    /// <param name="capacity">Messages that may wait before the queue is said to be full.</param>
    /// <param name="start">Runs a worker on another thread; null for the thread pool.</param>
    public LaneScheduler(IMessageProcessor processor, RuntimeMonitor monitor, int maxConcurrency, int capacity, Action<IThreadPoolWorkItem>? start = null)
    {
        // Without the execution context of the read loop: a handler's activity must not become the parent of the next one's.
        _start = start ?? (static worker => ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false));
        _processor = processor;
        _monitor = monitor;
        _capacity = capacity;
        _idleWorkers = new Stack<Worker>(maxConcurrency);
        for (var i = 0; i < maxConcurrency; i++)
        {
            _idleWorkers.Push(new Worker(this));
        }
    }

    /// <summary>True when no more QoS 0 message is taken.</summary>
    public bool IsFull => Volatile.Read(ref _queued) >= _capacity;

    /// <summary>Messages that wait.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Messages that are being handled.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Adds a message; false when the scheduler is stopped.</summary>
    public bool TryAdd(IncomingMessage message)
    {
        Worker? worker = null;
        lock (_lock)
        {
            if (_isStopped)
            {
                return false;
            }

            _monitor.Begin();
            _queued++;
            var lane = _lanes.Get(message.OrderKey, out var isNew);
            lane.Add(message);
            if (isNew)
            {
                MakeReady(lane);
                _idleWorkers.TryPop(out worker);
            }
        }

        if (worker is not null)
        {
            _start(worker);
        }

        return true;
    }

    /// <summary>Takes no more messages; completes when those that are queued have been handled.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            _isStopped = true;
            if (_queued == 0 && _running == 0)
            {
                return Task.CompletedTask;
            }

            return (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void MakeReady(Lane lane)
    {
        lane.Next = null;
        if (_lastReady is null)
        {
            _firstReady = lane;
        }
        else
        {
            _lastReady.Next = lane;
        }

        _lastReady = lane;
    }

    private Lane? Take(Worker worker)
    {
        lock (_lock)
        {
            var lane = _firstReady;
            if (lane is null)
            {
                _idleWorkers.Push(worker);
                return null;
            }

            _firstReady = lane.Next;
            if (_firstReady is null)
            {
                _lastReady = null;
            }

            lane.Next = null;
            lane.Start();
            _queued--;
            _running++;
            return lane;
        }
    }

    private void Finish(Lane lane)
    {
        var message = lane.Running!;
        TaskCompletionSource? drained = null;

        // Before it is drained: who waits for that finds nothing open.
        _monitor.End();
        lock (_lock)
        {
            lane.Running = null;
            _running--;
            if (lane.IsEmpty)
            {
                // The bucket is found by the hash that the lane keeps; the message is not looked at any more.
                _lanes.Remove(lane);
            }
            else
            {
                MakeReady(lane);
            }

            if (_queued == 0 && _running == 0)
            {
                drained = _drained;
            }
        }

        IncomingMessagePool.Shared.Return(message);
        drained?.TrySetResult();
    }

    /// <summary>Handles lanes as long as there are any. At most one thread is in a worker.</summary>
    private sealed class Worker(LaneScheduler scheduler) : IThreadPoolWorkItem
    {
        public void Execute() => _ = RunAsync();

        private async Task RunAsync()
        {
            while (scheduler.Take(this) is { } lane)
            {
                await scheduler._processor.ProcessAsync(lane.Running!).ConfigureAwait(false);
                scheduler.Finish(lane);
            }
        }
    }
}
