namespace Topiary.Runtime;

/// <summary>The queued messages of one order key, which is mostly a topic; one worker at most is at them. Guarded by the scheduler's lock.</summary>
internal sealed class Lane
{
    private IncomingMessage? _head;
    private IncomingMessage? _tail;
    private IncomingMessage? _lastTaken;

    public int Hash { get; set; }

    /// <summary>Next lane with the same bucket.</summary>
    public Lane? NextInBucket { get; set; }

    /// <summary>Next lane that waits for a worker, or next unused one.</summary>
    public Lane? Next { get; set; }

    /// <summary>The first of the messages that a worker has taken; the others hang on it.</summary>
    public IncomingMessage? Taken { get; private set; }

    public bool IsEmpty => _head is null;

    /// <summary>True when the lane is that of a key. A lane in use always has a message to compare with.</summary>
    public bool IsOf(int hash, ReadOnlySpan<byte> key) => hash == Hash && (Taken ?? _head)!.OrderKey.SequenceEqual(key);

    public void Add(IncomingMessage message)
    {
        if (_tail is null)
        {
            _head = message;
        }
        else
        {
            _tail.Next = message;
        }

        _tail = message;
    }

    /// <summary>Takes the oldest messages out of the queue, for one worker.</summary>
    public void Take(int most)
    {
        Taken = _lastTaken = _head!;
        for (var count = 1; count < most && _lastTaken.Next is { } next; count++)
        {
            _lastTaken = next;
        }

        _head = _lastTaken.Next;
        if (_head is null)
        {
            _tail = null;
        }

        _lastTaken.Next = null;
    }

    /// <summary>The worker has handled the messages up to one of them; the others are the oldest of the queue again.</summary>
    public void PutBack(IncomingMessage lastHandled)
    {
        if (lastHandled.Next is { } rest)
        {
            _lastTaken!.Next = _head;
            _tail ??= _lastTaken;
            _head = rest;
            lastHandled.Next = null;
        }

        (Taken, _lastTaken) = (null, null);
    }
}
