using System.Diagnostics;

namespace Topiary.Runtime.Tests;

/// <summary>Records the activities of Topiary that have ended, and makes all of them wanted.</summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly Lock _lock = new();
    private readonly List<Activity> _ended = [];
    private TaskCompletionSource _more = NewSignal();

    public SpanCollector()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == TopiaryDiagnostics.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = OnStopped,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Waits for an ended activity.</summary>
    public async Task<Activity> WaitAsync(string name, Func<Activity, bool>? which = null)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_ended.Find(activity => activity.DisplayName == name && which?.Invoke(activity) != false) is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            await more.WaitAsync(TestHost.Patience);
        }
    }

    public IReadOnlyList<Activity> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _ended];
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnStopped(Activity activity)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _ended.Add(activity);
            signal = _more;
            _more = NewSignal();
        }

        signal.SetResult();
    }
}
