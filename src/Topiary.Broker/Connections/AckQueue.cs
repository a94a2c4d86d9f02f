using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>Acknowledgements that wait until the stores have kept what they acknowledge. They leave in order.</summary>
/// <remarks>Threading: added to by the read loop; one loop of its own sends.</remarks>
internal sealed class AckQueue(ClientConnection connection, Log log)
{
    private readonly Lock _gate = new();
    private readonly Queue<(Task Commit, IOutboundPacket Packet)> _queue = new();
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

    public void Add(Task commit, IOutboundPacket packet)
    {
        lock (_gate)
        {
            _queue.Enqueue((commit, packet));
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
        while (true)
        {
            Task commit;
            IOutboundPacket packet;
            lock (_gate)
            {
                if (!_queue.TryPeek(out (Task Commit, IOutboundPacket Packet) next))
                {
                    _isSending = false;
                    return;
                }

                (commit, packet) = next;
            }

            try
            {
                await commit.ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Loop top. Nothing is acknowledged that was not kept; the client sends it again on its next connection.
                log.CommitFailed(e, connection.Session?.ClientId ?? "");
                connection.Abort();
                return;
            }

            connection.SendControl(packet);
            bool isLast;
            lock (_gate)
            {
                _queue.Dequeue();
                isLast = _queue.Count == 0;
            }

            if (isLast)
            {
                connection.Output.Flush();
            }
        }
    }
}
