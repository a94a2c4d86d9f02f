namespace Topiary.Broker.Tests;

/// <summary>A store whose commits can be held back and made to fail.</summary>
internal sealed class GatedStore : RecordingStore
{
    private TaskCompletionSource? _held;
    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    public void Hold() => Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release(Exception? failure = null)
    {
        TaskCompletionSource held = Interlocked.Exchange(ref _held, null)!;
        if (failure is null)
        {
            held.SetResult();
        }
        else
        {
            held.SetException(failure);
        }
    }

    public override ValueTask CommitAsync(long position, DurabilityLevel level)
    {
        if (Volatile.Read(ref _held) is not { } held)
        {
            return default;
        }

        Interlocked.Increment(ref _waiting);
        return new ValueTask(held.Task);
    }
}
