using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>
/// Acknowledgements that wait until the store has kept what they acknowledge. They leave in order: one commit for all that wait,
/// while the connection reads on and more gather behind them.
/// </summary>
/// <remarks>Threading: added to by the read loop; one loop of its own sends.</remarks>
internal sealed class AckQueue(ClientConnection connection, IBrokerStore store, Log log)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _queue = new();
    private bool _isSending;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Appends a packet that may leave once everything told to the store so far is as durable as a level says.</summary>
    public void Add<TPacket>(in TPacket packet, DurabilityLevel level)
        where TPacket : IOutboundPacket
    {
        long position = level == DurabilityLevel.Memory ? 0 : store.Position;

        // The type is known when this is compiled: the hot packet is not boxed.
        Entry entry = packet is AckPacket ack ? new Entry(position, level, ack, null) : new Entry(position, level, default, packet);
        lock (_gate)
        {
            _queue.Enqueue(entry);
            if (_isSending)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendAsync();
    }

    private async Task SendAsync()
    {
        while (TryFindNext(out long position, out DurabilityLevel level, out int count))
        {
            try
            {
                await store.CommitAsync(position, level).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Loop top. Nothing is acknowledged that was not kept; the client sends it again on its next connection.
                log.CommitFailed(e, connection.Session?.ClientId ?? "");
                connection.Abort();
                return;
            }

            for (; count > 0; count--)
            {
                Send();
            }

            connection.Output.Flush();
        }
    }

    // How many at the front can leave after one commit: a lower level does not wait for a higher one behind it.
    private bool TryFindNext(out long position, out DurabilityLevel level, out int count)
    {
        lock (_gate)
        {
            position = 0;
            count = 0;
            _isSending = _queue.TryPeek(out Entry first);
            level = first.Level;
            foreach (Entry entry in _queue)
            {
                if (entry.Level > level)
                {
                    break;
                }

                position = Math.Max(position, entry.Position);
                count++;
            }

            return _isSending;
        }
    }

    // It counts as waiting until it is written.
    private void Send()
    {
        Entry entry;
        lock (_gate)
        {
            entry = _queue.Peek();
        }

        if (entry.Other is { } packet)
        {
            connection.Writer.SendControl(packet);
        }
        else
        {
            connection.Writer.SendControl(entry.Ack);
        }

        lock (_gate)
        {
            _queue.Dequeue();
        }
    }

    private readonly record struct Entry(long Position, DurabilityLevel Level, AckPacket Ack, IOutboundPacket? Other);
}
