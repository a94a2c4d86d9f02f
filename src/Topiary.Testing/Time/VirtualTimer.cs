namespace Topiary.Testing;

/// <summary>A timer of <see cref="VirtualTime"/>, whose lock guards everything that changes here.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    public static IComparer<VirtualTimer> ByDueTime { get; } = Comparer<VirtualTimer>.Create(static (left, right) =>
        left.DueTime != right.DueTime ? left.DueTime.CompareTo(right.DueTime) : left.Order.CompareTo(right.Order));

    public DateTimeOffset DueTime { get; set; }

    public TimeSpan? Period { get; set; }

    public long Order { get; set; }

    public bool Disposed { get; set; }

    public void Fire() => callback(state);

    public bool Change(TimeSpan dueTime, TimeSpan period) => time.Schedule(this, dueTime, period);

    public void Dispose() => time.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
