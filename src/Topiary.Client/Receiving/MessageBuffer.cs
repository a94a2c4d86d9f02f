using System.Threading.Channels;

namespace Topiary.Client;

/// <summary>The bounded buffer between the read loop and one reader of <see cref="IMqttClient.Messages"/>.</summary>
/// <remarks>Threading: filled by the read loop, emptied by one reader.</remarks>
internal sealed class MessageBuffer(int capacity, FullMode mode, Action onDropped) : IMessageReceiver, ISubscriptionObserver
{
    private readonly Channel<(MqttMessage Message, MessageReceipt Receipt)> _messages =
        Channel.CreateUnbounded<(MqttMessage, MessageReceipt)>(new UnboundedChannelOptions { SingleWriter = false, SingleReader = false });

    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        // With Wait, QoS 1 and 2 messages may go beyond the capacity: by as much as Receive Maximum lets the broker send.
        bool isFull = _messages.Reader.Count >= capacity;
        if (isFull && mode == FullMode.Wait && message.QoS == QoS.AtMostOnce)
        {
            onDropped();
            return;
        }

        if (isFull && mode == FullMode.DropOldest && _messages.Reader.TryRead(out _))
        {
            onDropped();
        }

        if (mode == FullMode.DropOldest)
        {
            receipt.Complete();
            receipt = default;
        }

        if (!_messages.Writer.TryWrite((message.ToMessage(), receipt)))
        {
            // The reader has gone.
            receipt.Complete();
        }
    }

    public void OnSubscriptionEnded(Exception reason) => _messages.Writer.TryComplete(reason);

    /// <summary>Waits for a message; throws why the subscription ended.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => _messages.Reader.WaitToReadAsync(ct);

    /// <summary>Takes the next message and acknowledges it.</summary>
    public bool TryTake(out MqttMessage message)
    {
        bool taken = _messages.Reader.TryRead(out (MqttMessage Message, MessageReceipt Receipt) entry);
        message = entry.Message;
        entry.Receipt.Complete();
        return taken;
    }

    /// <summary>The reader has gone: what it has not read is let go.</summary>
    public void Close()
    {
        _messages.Writer.TryComplete();
        while (TryTake(out _))
        {
            onDropped();
        }
    }
}
