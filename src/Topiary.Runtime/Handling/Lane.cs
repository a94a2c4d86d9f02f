namespace Topiary.Runtime;

/// <summary>The queued messages of one order key, which is mostly a topic; there is at most one running. Guarded by the scheduler's lock.</summary>
internal sealed class Lane
{
    private IncomingMessage? _head;
    private IncomingMessage? _tail;

    public int Hash { get; set; }

    /// <summary>Next lane with the same bucket.</summary>
    public Lane? NextInBucket { get; set; }

    /// <summary>Next lane that waits for a worker, or next unused one.</summary>
    public Lane? Next { get; set; }

    /// <summary>The message that a worker is at.</summary>
    public IncomingMessage? Running { get; set; }

    public bool IsEmpty => _head is null;

    /// <summary>True when the lane is that of a key. A lane in use always has a message to compare with.</summary>
    public bool IsOf(int hash, ReadOnlySpan<byte> key) => hash == Hash && (Running ?? _head)!.OrderKey.SequenceEqual(key);

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

    /// <summary>Takes the oldest message and marks it as running.</summary>
    public IncomingMessage Start()
    {
        var message = _head!;
        _head = message.Next;
        if (_head is null)
        {
            _tail = null;
        }

        message.Next = null;
        Running = message;
        return message;
    }
}
