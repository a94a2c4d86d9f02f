using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>Writes packets to one client, within what it has said that it takes.</summary>
/// <remarks>Threading: by any thread, where a member does not say otherwise. Written is not flushed.</remarks>
internal sealed class ConnectionWriter(ClientConnection connection, BrokerCore core, WriteQueue output, int lowWater)
{
    private AckQueue? _acks;

    /// <summary>Largest packet that the client takes.</summary>
    public int MaximumPacketSize { get; private set; } = int.MaxValue;

    /// <summary>Topic aliases towards the client, which is a lock for them too; null for none.</summary>
    public OutboundAliases? Aliases { get; private set; }

    /// <summary>Whether a packet of any size can be written.</summary>
    public bool HasRoom => output.QueuedBytes < lowWater;

    /// <summary>Acknowledgements that wait for a store.</summary>
    public int PendingAcks => _acks?.Count ?? 0;

    /// <summary>Whether nothing is on its way to the client.</summary>
    public bool IsIdle => output.QueuedBytes == 0 && PendingAcks == 0;

    /// <summary>The client has said in its CONNECT what it takes.</summary>
    public void Accept(ClientTerms terms)
    {
        MaximumPacketSize = (int)Math.Min(terms.MaximumPacketSize, int.MaxValue);
        int aliases = Math.Min(terms.TopicAliasMaximum, core.Options.OutboundTopicAliasMaximum);
        Aliases = aliases > 0 ? new OutboundAliases(aliases) : null;
    }

    /// <summary>Writes a PUBLISH, with a topic alias where the client takes them.</summary>
    public SendOutcome TryPublish(in OutgoingMessage message)
        => Aliases is { } aliases ? TryPublish(message, aliases) : TryWrite(message.ToPacket());

    /// <summary>Writes a packet that messages must not shut out. A client that does not even take those is cut off.</summary>
    public void SendControl<TPacket>(in TPacket packet)
        where TPacket : IOutboundPacket
    {
        if (MaximumPacketSize != int.MaxValue && packet.GetSize(connection.Version) > MaximumPacketSize)
        {
            connection.Disconnect(ReasonCode.PacketTooLarge, null, "An answer is larger than the client's Maximum Packet Size");
        }
        else if (!output.TryWriteControl(packet, connection.Version) && !output.IsCompleted)
        {
            connection.Abort();
        }
    }

    /// <summary>Writes control packets that are encoded already, as <see cref="SendControl"/> does one.</summary>
    public void SendEncodedControl(ReadOnlySpan<byte> encoded, int packets)
    {
        if (!output.TryWriteEncodedControl(encoded, packets) && !output.IsCompleted)
        {
            connection.Abort();
        }
    }

    /// <summary>
    /// Writes a packet that tells the client that something is kept: only once it is as durable as a level says, and in order. Called on the read loop;
    /// acknowledgements leave at the end of the batch.
    /// </summary>
    public void SendAfterCommit<TPacket>(in TPacket packet, DurabilityLevel level)
        where TPacket : IOutboundPacket
    {
        bool mayLeave = core.Store is null || (level == DurabilityLevel.Memory && PendingAcks == 0);
        if (mayLeave && MaximumPacketSize == int.MaxValue && packet is AckPacket { Properties: null } ack)
        {
            connection.Batch.Acknowledge(ack);
            return;
        }

        connection.Batch.WriteAcknowledgements();
        if (mayLeave)
        {
            SendControl(packet);
            return;
        }

        (_acks ??= new AckQueue(connection, core.Store!, core.Log)).Add(packet, level);
    }

    /// <summary>Writes what ends the connection, if the client takes packets of that size.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="bare">The packet without its texts, for a client that takes no larger one.</param>
    public void WriteLast<TPacket>(in TPacket packet, in TPacket bare)
        where TPacket : IOutboundPacket
    {
        if (packet.GetSize(connection.Version) <= MaximumPacketSize)
        {
            output.TryWriteControl(packet, connection.Version);
        }
        else if (bare.GetSize(connection.Version) <= MaximumPacketSize)
        {
            output.TryWriteControl(bare, connection.Version);
        }
    }

    private SendOutcome TryWrite(in PublishPacket packet)
    {
        if (MaximumPacketSize != int.MaxValue && packet.GetSize(connection.Version) > MaximumPacketSize)
        {
            return SendOutcome.TooLarge;
        }

        return output.TryWrite(packet, connection.Version) ? SendOutcome.Sent : SendOutcome.Full;
    }

    private SendOutcome TryPublish(in OutgoingMessage message, OutboundAliases aliases)
    {
        // Held over the write: the client must see the packet that sets an alias before one that uses it.
        lock (aliases)
        {
            ushort alias = aliases.Assign(message.Topic.Span, out bool sendTopic);
            SendOutcome outcome = TryWrite(message.ToPacket(alias, sendTopic));
            if (outcome != SendOutcome.Sent && sendTopic)
            {
                aliases.Forget(alias);
            }

            // Without the alias it may just fit.
            return outcome == SendOutcome.TooLarge ? TryWrite(message.ToPacket()) : outcome;
        }
    }
}
