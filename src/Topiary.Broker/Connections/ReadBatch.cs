using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>
/// What the packets of one read have in common, so that it is done once for all of them: flushing the receivers, writing acknowledgements,
/// passing received ones on to the outbox, counting.
/// </summary>
/// <remarks>Threading: used by the read loop only. Nothing in it outlasts the batch.</remarks>
internal sealed class ReadBatch(ClientConnection connection, BrokerCore core)
{
    private const int MostAcks = 32;
    private const int LargestAck = 5;

    // Made with the first acknowledgement: a connection that only waits has none.
    private byte[]? _written;
    private int _writtenBytes;
    private int _writtenAcks;
    private ushort[]? _received;
    private int _receivedAcks;
    private PacketType _receivedType;
    private int _messages;
    private int _deliveries;

    /// <summary>Who was written to.</summary>
    public FlushSet Flush { get; } = new();

    /// <summary>A message of the client was routed.</summary>
    public void CountMessage(int delivered)
    {
        _messages++;
        _deliveries += delivered;
    }

    /// <summary>Acknowledges a packet of the batch at its end.</summary>
    public void Acknowledge(in AckPacket packet)
    {
        if (_writtenAcks == MostAcks)
        {
            WriteAcknowledgements();
        }

        _written ??= new byte[MostAcks * LargestAck];
        _writtenBytes += packet.Write(_written.AsSpan(_writtenBytes), connection.Version);
        _writtenAcks++;
    }

    /// <summary>The client has acknowledged a message: told to the outbox together with others of the kind.</summary>
    public void OnAcknowledged(PacketType type, ushort packetId)
    {
        if (_receivedAcks == MostAcks)
        {
            PassOnAcknowledgements();
        }

        _received ??= new ushort[MostAcks];
        _receivedType = type;
        _received[_receivedAcks++] = packetId;
    }

    /// <summary>A packet is about to be handled: what came before it must have had its effect where that could be seen.</summary>
    public void BeforePacket(PacketType type)
    {
        if (_receivedAcks > 0 && type != _receivedType)
        {
            PassOnAcknowledgements();
        }

        if (_writtenAcks > 0 && type is not (>= PacketType.Publish and <= PacketType.PubComp))
        {
            WriteAcknowledgements();
        }
    }

    /// <summary>Writes the acknowledgements that were put off.</summary>
    public void WriteAcknowledgements()
    {
        if (_writtenAcks == 0)
        {
            return;
        }

        connection.Writer.SendEncodedControl(_written.AsSpan(0, _writtenBytes), _writtenAcks);
        _writtenAcks = 0;
        _writtenBytes = 0;
    }

    /// <summary>The batch ends, or pauses for user code: everything leaves.</summary>
    public void End()
    {
        try
        {
            PassOnAcknowledgements();
        }
        finally
        {
            WriteAcknowledgements();
            if (_messages > 0 || _deliveries > 0)
            {
                core.Counters.Messages(_messages, _deliveries);
                _messages = 0;
                _deliveries = 0;
            }

            if (!Flush.IsEmpty)
            {
                Flush.Flush();
            }
        }
    }

    private void PassOnAcknowledgements()
    {
        if (_receivedAcks == 0)
        {
            return;
        }

        int count = _receivedAcks;
        _receivedAcks = 0;
        connection.Session!.Outbox.OnAcks(connection, _receivedType, _received.AsSpan(0, count), Flush);
    }
}
