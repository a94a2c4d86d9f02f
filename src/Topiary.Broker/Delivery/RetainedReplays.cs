using System.Diagnostics.CodeAnalysis;

namespace Topiary.Broker;

/// <summary>The retained messages that one session is still to be sent, subscription by subscription.</summary>
/// <remarks>Threading: guarded by the outbox.</remarks>
internal sealed class RetainedReplays
{
    private Queue<RetainedReplay>? _queue;

    public int Count => _queue?.Count ?? 0;

    public bool IsEmpty => _queue is null;

    public void Add(RetainedReplay replay) => (_queue ??= new Queue<RetainedReplay>()).Enqueue(replay);

    /// <summary>Drops those of a subscription.</summary>
    /// <returns>True when there were some.</returns>
    public bool Cancel(string filter)
    {
        if (_queue is null || !_queue.Any(replay => replay.Filter == filter))
        {
            return false;
        }

        _queue = new Queue<RetainedReplay>(_queue.Where(replay => replay.Filter != filter));
        return true;
    }

    /// <summary>Drops those of some topics.</summary>
    /// <returns>How many.</returns>
    public int Cancel(HashSet<RetainedTopic> topics) => _queue?.Sum(replay => replay.Remove(topics)) ?? 0;

    public RetainedTopic[] GetTopics() => _queue is null ? [] : [.. _queue.SelectMany(replay => replay.Left)];

    public void Clear() => _queue = null;

    /// <summary>The next message.</summary>
    public bool TryPeek(DateTimeOffset now, [NotNullWhen(true)] out RetainedReplay? replay, [NotNullWhen(true)] out StoredMessage? message)
    {
        while (_queue is not null && _queue.TryPeek(out replay))
        {
            if (replay.TryPeek(now, out message))
            {
                return true;
            }

            _queue.Dequeue();
        }

        _queue = null;
        replay = null;
        message = null;
        return false;
    }
}
