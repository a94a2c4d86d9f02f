namespace Topiary.Broker;

/// <summary>Something that is to happen at a time; one entry of a <see cref="DeadlineQueue"/>.</summary>
internal abstract class Deadline
{
    /// <summary>Where the queue holds it; -1 when it does not.</summary>
    internal int Position { get; set; } = -1;

    internal long Due { get; set; }

    /// <summary>The time has come. Called without any lock held, on the timer's thread.</summary>
    public abstract void OnDue(long now);
}
