using System.Collections.Concurrent;

namespace Topiary.Runtime;

/// <summary>Messages to be used again. Thread-safe.</summary>
internal sealed class IncomingMessagePool
{
    private const int LargestReserve = 4096;
    private readonly ConcurrentQueue<IncomingMessage> _messages = new();
    private int _count;

    public static IncomingMessagePool Shared { get; } = new();

    public IncomingMessage Rent()
    {
        if (_messages.TryDequeue(out var message))
        {
            Interlocked.Decrement(ref _count);
            return message;
        }

        return new IncomingMessage();
    }

    public void Return(IncomingMessage message)
    {
        message.Reset();
        if (Interlocked.Increment(ref _count) <= LargestReserve)
        {
            _messages.Enqueue(message);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
