namespace Topiary.Storage;

/// <summary>Those who wait for what is written together. Guarded by the log's lock, but for completing the tasks.</summary>
internal sealed class CommitBatch
{
    private TaskCompletionSource? _written;
    private TaskCompletionSource? _synced;

    public int WrittenWaiters { get; private set; }

    public int SyncedWaiters { get; private set; }

    public bool HasWaiters => WrittenWaiters + SyncedWaiters > 0;

    /// <summary>When the first of them came.</summary>
    public long FirstWaiter { get; private set; }

    public Task Wait(LogDurability level, long now)
    {
        if (!HasWaiters)
        {
            FirstWaiter = now;
        }

        if (level == LogDurability.Disk)
        {
            SyncedWaiters++;
            return (_synced ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        WrittenWaiters++;
        return (_written ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    public void CompleteWritten() => _written?.TrySetResult();

    public void CompleteSynced() => _synced?.TrySetResult();

    public void Fail(Exception error)
    {
        Fail(_written, error);
        Fail(_synced, error);
    }

    private static void Fail(TaskCompletionSource? source, Exception error)
    {
        if (source is not null && source.TrySetException(error))
        {
            // Whoever waited may have been cancelled since; the failure itself is told to the owner.
            _ = source.Task.Exception;
        }
    }
}
