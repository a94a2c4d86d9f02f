using System.Threading.Channels;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// The messages that wait for the reader of a stream. With <see cref="FullMode.Wait"/> they are acknowledged as they are
/// taken, so that Receive Maximum bounds them. Filled on the read loop, emptied by one reader.
/// </summary>
internal sealed class StreamBuffer(string filter, int capacity, FullMode fullMode, TopicSource source) : IMessageReceiver
{
    private readonly Channel<IncomingMessage> _messages = Channel.CreateUnbounded<IncomingMessage>();
    private int _count;
    private long _dropped;
    private volatile bool _isClosed;

    /// <inheritdoc/>
    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        if (_isClosed)
        {
            receipt.Complete();
            return;
        }

        if (Volatile.Read(ref _count) >= capacity)
        {
            if (fullMode == FullMode.DropOldest && TryTake(out var oldest))
            {
                oldest.Settle(ReasonCode.Success);
                OnDropped();
            }
            else if (message.QoS == QoS.AtMostOnce)
            {
                OnDropped();
                return;
            }
        }

        // Not pooled: the reader may keep a message and its context as long as it likes.
        var incoming = new IncomingMessage();
        incoming.Fill(message, receipt, source.Time.GetTimestamp());
        if (fullMode == FullMode.DropOldest)
        {
            incoming.Settle(ReasonCode.Success);
        }

        Interlocked.Increment(ref _count);
        _messages.Writer.TryWrite(incoming);
    }

    /// <summary>Takes the oldest message and acknowledges it.</summary>
    public async ValueTask<IncomingMessage> TakeAsync(CancellationToken ct)
    {
        var message = await _messages.Reader.ReadAsync(ct).ConfigureAwait(false);
        Interlocked.Decrement(ref _count);
        message.Settle(ReasonCode.Success);
        return message;
    }

    /// <summary>Takes the oldest message if there is one; it is not acknowledged yet.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out IncomingMessage message)
    {
        if (!_messages.Reader.TryRead(out message))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>The reader has left: what waits is acknowledged, and what still comes.</summary>
    public void Close()
    {
        _isClosed = true;
        while (TryTake(out var message))
        {
            message.Settle(ReasonCode.Success);
        }
    }

    private void OnDropped()
    {
        var dropped = Interlocked.Increment(ref _dropped);
        if (dropped == 1 || dropped % 1000 == 0)
        {
            Log.StreamDropped(source.Logger, filter, dropped);
        }
    }
}
