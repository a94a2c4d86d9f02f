namespace Requests;

/// <summary>What outlives a message: handlers are made anew for each.</summary>
public sealed class Scale
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _weighings;

    public List<double> Readings { get; } = [];

    public SemaphoreSlim Reported { get; } = new(0);

    public SemaphoreSlim Stopped { get; } = new(0);

    public int Weighings => _weighings;

    public Task End => _end.Task;

    public int Weigh()
    {
        Interlocked.Increment(ref _weighings);
        return 42;
    }

    public void Release() => _end.TrySetResult();
}
