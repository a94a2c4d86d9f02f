using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// Where the messages of a handler wait: ordinary ones by topic, requests for streams on their own. The first message goes to a worker at once; those that
/// come in the same read behind it are handed over together.
/// </summary>
/// <param name="lanes">Ordinary messages.</param>
/// <param name="streams">Requests for streams.</param>
/// <param name="notifyAtBatchEnd">Asks the read loop to call back before it waits for more; null when messages are to be handed over one by one.</param>
/// <remarks>Threading: messages are rented and added by the client's read loop, one at a time; the rest is thread-safe.</remarks>
internal sealed class HandlerQueue(LaneScheduler lanes, StreamScheduler streams, Action<IBatchEndListener>? notifyAtBatchEnd = null) : IBatchEndListener
{
    /// <summary>QoS 0 messages that may wait.</summary>
    public const int Capacity = 10_000;

    private const int HandedOverTogether = 32;

    private IncomingMessage? _spare;
    private IncomingMessage? _first;
    private IncomingMessage? _last;
    private int _gathered;
    private bool _isExpected;

    public bool IsFull => lanes.IsFull(_gathered);

    /// <summary>Messages that wait.</summary>
    public int Queued => lanes.Queued + Volatile.Read(ref _gathered);

    /// <summary>Messages that are being handled.</summary>
    public int Running => lanes.Running + streams.Running;

    /// <summary>An empty message.</summary>
    public IncomingMessage Rent()
    {
        var message = _spare ?? IncomingMessagePool.Shared.RentChain();
        _spare = message.Next;
        message.Next = null;
        return message;
    }

    /// <summary>Adds a message; false when the queue is stopped.</summary>
    public bool TryAdd(IncomingMessage message)
    {
        if (message.Route!.Options.Kind == RouteKind.Stream)
        {
            return streams.TryAdd(message);
        }

        if (notifyAtBatchEnd is null || (_first is null && lanes.IsIdle))
        {
            return lanes.TryAdd(message);
        }

        if (_last is null)
        {
            _first = message;
            if (!_isExpected)
            {
                _isExpected = true;
                notifyAtBatchEnd(this);
            }
        }
        else
        {
            _last.Next = message;
        }

        _last = message;
        Volatile.Write(ref _gathered, _gathered + 1);
        if (_gathered == HandedOverTogether)
        {
            HandOver();
        }

        return true;
    }

    /// <inheritdoc/>
    public void OnBatchEnd()
    {
        _isExpected = false;
        HandOver();
    }

    /// <summary>Takes no more; completes when everything has been handled.</summary>
    public Task DrainAsync() => Task.WhenAll(lanes.DrainAsync(), streams.DrainAsync());

    private void HandOver()
    {
        if (_first is not { } first)
        {
            return;
        }

        var (last, count) = (_last!, _gathered);
        (_first, _last) = (null, null);
        if (!lanes.TryAdd(first, count))
        {
            // Stopping: left without acknowledgement, so that the broker keeps them for the session's next connection.
            IncomingMessagePool.Shared.Return(first, last);
        }

        Volatile.Write(ref _gathered, 0);
    }
}
