namespace Topiary.Runtime;

/// <summary>
/// Runs requests for streams, each on its own: a stream may go on for ever, and must not hold up its topic or a worker.
/// </summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class StreamScheduler(IMessageProcessor processor, RuntimeMonitor monitor)
{
    /// <summary>Streams that a handler may send at once.</summary>
    public const int MaxStreams = 1000;

    private readonly Lock _lock = new();
    private int _running;
    private bool _isStopped;
    private TaskCompletionSource? _drained;

    /// <summary>Streams that are being sent.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Starts a stream, or refuses it when there are too many; false when the scheduler is stopped.</summary>
    public bool TryAdd(IncomingMessage message)
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                return false;
            }

            if (_running < MaxStreams)
            {
                _running++;
            }
            else
            {
                return Refuse(message);
            }
        }

        monitor.Begin();
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Scheduler.RunAsync(work.Message), (Scheduler: this, Message: message), preferLocal: false);
        return true;
    }

    /// <summary>Takes no more streams; completes when those that run have ended.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            _isStopped = true;
            return _running == 0
                ? Task.CompletedTask
                : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private static bool Refuse(IncomingMessage message)
    {
        message.Route!.Responder.Refuse(message, new MqttRequestException("busy", $"The responder is sending {MaxStreams} streams already."));
        message.Settle(ReasonCode.Success);
        IncomingMessagePool.Shared.Return(message);
        return true;
    }

    private async Task RunAsync(IncomingMessage message)
    {
        await processor.ProcessAsync(message).ConfigureAwait(false);
        IncomingMessagePool.Shared.Return(message);
        TaskCompletionSource? drained;
        lock (_lock)
        {
            _running--;
            drained = _running == 0 ? _drained : null;
        }

        monitor.End();
        drained?.TrySetResult();
    }
}
