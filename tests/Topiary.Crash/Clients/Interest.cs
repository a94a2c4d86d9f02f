namespace Topiary.Crash;

/// <summary>A subscription of a client as far as the client can know it.</summary>
/// <remarks>Threading: guarded by the subscriber.</remarks>
internal sealed class Interest(string filter, string prefix)
{
    // From SUBACK to the sending of UNSUBSCRIBE: what is published and acknowledged in between has to come.
    private readonly List<(long From, long To)> _sure = [];

    public string Filter { get; } = filter;

    /// <summary>How the streams begin that it is about.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>Since when it is there for sure; <see cref="long.MaxValue"/>: it may not be.</summary>
    public long Since { get; private set; } = long.MaxValue;

    /// <summary>Since when it is gone for sure; <see cref="long.MaxValue"/>: it may be there.</summary>
    public long GoneSince { get; private set; }

    public bool IsWanted { get; private set; }

    public void OnSubscribing()
    {
        IsWanted = true;
        GoneSince = long.MaxValue;
    }

    public void OnSubscribed(long now) => Since = Math.Min(Since, now);

    public void OnUnsubscribing(long now)
    {
        IsWanted = false;
        if (Since != long.MaxValue)
        {
            _sure.Add((Since, now));
            Since = long.MaxValue;
        }
    }

    public void OnUnsubscribed(long now) => GoneSince = Math.Min(GoneSince, now);

    /// <summary>Whether a message has to come.</summary>
    public bool Covers(SentMessage message) => message.SentAt > Since
        || _sure.Exists(period => message.SentAt > period.From && message.AcknowledgedAt < period.To);

    /// <summary>Whether a message must not come: it was published after the subscription had gone.</summary>
    public bool Excludes(long sentAt) => sentAt > GoneSince;
}
