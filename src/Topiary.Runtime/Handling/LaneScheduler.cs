using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// The bounded queue of one handler: messages of one order key, which is the topic if nothing else is said, are handled one
/// after the other, those of different keys at the same time by at most a given number of workers. Adding never blocks; it happens on the read loop.
/// </summary>
/// <remarks>Threading: any thread; one short lock, never held while a message is handled.</remarks>
internal sealed class LaneScheduler
{
    // Messages that a worker takes at once, under one lock.
    private const int TakenAtOnce = 32;

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

    /// <summary>Messages that wait.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Messages that are being handled.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether no message waits or is being handled.</summary>
    public bool IsIdle => Queued == 0 && Running == 0;

    /// <summary>True when no more QoS 0 message is taken.</summary>
    /// <param name="before">Messages that come before it and have not been added yet.</param>
    public bool IsFull(int before) => Queued + before >= _capacity;

    /// <summary>Adds a message; false when the scheduler is stopped.</summary>
    public bool TryAdd(IncomingMessage message) => TryAdd(message, 1);

    /// <summary>Adds messages that are linked with each other; false when the scheduler is stopped.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="count">How many they are.</param>
    public bool TryAdd(IncomingMessage first, int count)
    {
        Worker? workers = null;
        for (var message = first; message is not null; message = message.Next)
        {
            message.OrderHash = TopicHash.Of(message.OrderKey);
        }

        lock (_lock)
        {
            if (_isStopped)
            {
                return false;
            }

            _monitor.Begin(count);
            _queued += count;
            Lane? lane = null;
            for (IncomingMessage? message = first, next; message is not null; message = next)
            {
                next = message.Next;
                message.Next = null;
                lane = Add(message, lane, ref workers);
            }
        }

        for (Worker? worker = workers, next; worker is not null; worker = next)
        {
            // Not looked at any more once it runs.
            next = worker.Next;
            worker.Next = null;
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

    // Messages of one topic often come one after the other.
    private Lane Add(IncomingMessage message, Lane? previous, ref Worker? workers)
    {
        if (previous is not null && previous.IsOf(message.OrderHash, message.OrderKey))
        {
            previous.Add(message);
            return previous;
        }

        var lane = _lanes.Get(message.OrderKey, message.OrderHash, out var isNew);
        lane.Add(message);
        if (isNew)
        {
            MakeReady(lane);
            if (_idleWorkers.TryPop(out var worker))
            {
                worker.Next = workers;
                workers = worker;
            }
        }

        return lane;
    }

    private void MakeReady(Lane lane)
    {
        lane.Next = null;
        if (_lastReady is null)
        {
            Volatile.Write(ref _firstReady, lane);
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
            return TakeFirst(worker);
        }
    }

    private Lane? TakeFirst(Worker worker)
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
        lane.Take(TakenAtOnce);
        _queued--;
        _running++;
        return lane;
    }

    // The messages that were taken and come after the first count as waiting until they are handled.
    private Lane? FinishAndTake(Worker worker, Lane lane, IncomingMessage lastHandled, int count)
    {
        worker.AddHandled(lane.Taken!, lastHandled, count);
        TaskCompletionSource? drained = null;
        Lane? next;
        lock (_lock)
        {
            lane.PutBack(lastHandled);
            _running--;
            _queued -= count - 1;
            if (lane.IsEmpty)
            {
                // The bucket is found by the hash that the lane keeps; the messages are not looked at any more.
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

            next = TakeFirst(worker);
            if (next is null)
            {
                // Here, so that who finds the scheduler drained finds nothing open.
                worker.ReturnHandled();
            }
        }

        drained?.TrySetResult();
        return next;
    }

    /// <summary>Handles lanes as long as there are any. At most one thread is in a worker.</summary>
    private sealed class Worker(LaneScheduler scheduler) : IThreadPoolWorkItem
    {
        private IncomingMessage? _firstHandled;
        private IncomingMessage? _lastHandled;
        private int _handled;

        /// <summary>Next one to be started.</summary>
        public Worker? Next { get; set; }

        /// <summary>Keeps messages that are handled, to give many back at once.</summary>
        public void AddHandled(IncomingMessage first, IncomingMessage last, int count)
        {
            if (_lastHandled is null)
            {
                _firstHandled = first;
            }
            else
            {
                _lastHandled.Next = first;
            }

            _lastHandled = last;
            _handled += count;
        }

        /// <summary>Gives back what has been handled, and says that it is done.</summary>
        public void ReturnHandled()
        {
            if (_handled > 0)
            {
                IncomingMessagePool.Shared.Return(_firstHandled!, _lastHandled!);
                scheduler._monitor.End(_handled);
                (_firstHandled, _lastHandled, _handled) = (null, null, 0);
            }
        }

        public void Execute() => _ = RunAsync();

        private async Task RunAsync()
        {
            var lane = scheduler.Take(this);
            while (lane is not null)
            {
                var message = lane.Taken!;
                var count = 1;
                await ProcessAsync(message).ConfigureAwait(false);

                // Another lane that waits comes first, as if each message had been taken on its own.
                while (message.Next is { } next && Volatile.Read(ref scheduler._firstReady) is null)
                {
                    message = next;
                    count++;
                    await ProcessAsync(message).ConfigureAwait(false);
                }

                lane = scheduler.FinishAndTake(this, lane, message, count);
            }
        }

        private ValueTask ProcessAsync(IncomingMessage message)
        {
            var processing = scheduler._processor.ProcessAsync(message);
            if (_handled >= TakenAtOnce || !processing.IsCompleted)
            {
                ReturnHandled();
            }

            return processing;
        }
    }
}
