namespace Topiary.Runtime;

/// <summary>Messages to be used again, given and taken in chains so that there is one lock for many. Thread-safe.</summary>
internal sealed class IncomingMessagePool
{
    private const int LargestReserve = 4096;
    private const int ChainLength = 32;
    private readonly Lock _lock = new();
    private IncomingMessage? _first;
    private int _count;

    public static IncomingMessagePool Shared { get; } = new();

    /// <summary>At least one message, and others behind it.</summary>
    public IncomingMessage RentChain()
    {
        lock (_lock)
        {
            if (_first is not { } first)
            {
                return new IncomingMessage();
            }

            var last = first;
            var count = 1;
            for (; count < ChainLength && last.Next is { } next; count++)
            {
                last = next;
            }

            _first = last.Next;
            last.Next = null;
            _count -= count;
            return first;
        }
    }

    /// <summary>Takes messages back that are linked from the first to the last one.</summary>
    public void Return(IncomingMessage first, IncomingMessage last)
    {
        var count = 1;
        for (var message = first; message != last; count++)
        {
            var next = message.Next!;
            message.Reset();
            message.Next = next;
            message = next;
        }

        last.Reset();
        lock (_lock)
        {
            if (_count + count <= LargestReserve)
            {
                last.Next = _first;
                _first = first;
                _count += count;
            }
        }
    }

    /// <summary>Takes one message back.</summary>
    public void Return(IncomingMessage message) => Return(message, message);
}
