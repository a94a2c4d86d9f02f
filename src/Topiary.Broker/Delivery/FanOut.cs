using System.Buffers;
using System.Runtime.InteropServices;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>
/// One message being handed to its receivers. It is encoded once for each layout (version, QoS, retain flag, subscription
/// identifiers); a receiver gets a copy with its own packet identifier. A copy to keep is made at most once.
/// </summary>
/// <remarks>Threading: used by one thread from <see cref="Rent"/> to <see cref="Return"/>; nothing in it waits.</remarks>
internal sealed class FanOut
{
    // More layouts than this in one fan-out are encoded each time.
    private const int MostLayouts = 8;

    private const int MostKeptScratch = 64 * 1024;

    [ThreadStatic]
    private static FanOut? t_spare;

    private readonly Layout[] _layouts = new Layout[MostLayouts];
    private int _layoutCount;
    private byte[]? _scratch;
    private int _scratchUsed;
    private ReadOnlyMemory<byte> _topic;
    private ReadOnlyMemory<byte> _properties;
    private ReadOnlyMemory<byte> _payload;
    private uint? _expiry;
    private bool _encodeOnce;
    private DateTimeOffset _now;
    private StoredMessage? _stored;
    private Session? _publisher;
    private readonly List<DeliveryRecord> _deliveries = [];
    private readonly List<IRecordedQueue> _queues = [];

    public QoS QoS { get; private set; }

    public bool Retain { get; private set; }

    /// <summary>Whether the store is to have it for those of its receivers that outlive the process.</summary>
    public bool IsStored { get; set; }

    /// <summary>What the store is to know of its deliveries.</summary>
    public ReadOnlySpan<DeliveryRecord> Deliveries => CollectionsMarshal.AsSpan(_deliveries);

    public bool HasDeliveries => _deliveries.Count > 0;

    /// <summary>Begins with a message whose memory is borrowed.</summary>
    public static FanOut Rent(Session? publisher, Topic topic, in PublishPacket packet, BrokerClock clock)
    {
        FanOut fanOut = Take();
        fanOut._publisher = publisher;
        fanOut._topic = topic.Name;
        fanOut._payload = packet.Payload;
        fanOut.QoS = packet.QoS;
        fanOut.Retain = packet.Retain;
        if (!packet.Properties.IsEmpty)
        {
            fanOut._properties = packet.Properties.Forwarded;
            fanOut._expiry = packet.Properties.MessageExpiryInterval;
            fanOut._now = fanOut._expiry is null ? default : clock.UtcNow;
        }

        return fanOut;
    }

    /// <summary>Says how many receivers there are: an encoding is kept only for several.</summary>
    public void Expect(int receivers) => _encodeOnce = receivers > 1;

    public void Return()
    {
        _layoutCount = 0;
        _scratchUsed = 0;
        if (_scratch is { Length: > MostKeptScratch })
        {
            ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = null;
        }

        _topic = default;
        _properties = default;
        _payload = default;
        _expiry = null;
        _stored = null;
        _publisher = null;
        _encodeOnce = false;
        IsStored = false;
        _deliveries.Clear();
        _queues.Clear();
        t_spare = this;
    }

    /// <summary>A queue has taken it; it stays there until the store knows.</summary>
    public void AddDelivery(IRecordedQueue queue, in DeliveryRecord delivery)
    {
        _queues.Add(queue);
        _deliveries.Add(delivery);
    }

    /// <summary>The store knows: its deliveries go on.</summary>
    public void OnRecorded(FlushSet flush)
    {
        Store().IsRecorded = true;
        foreach (IRecordedQueue queue in _queues)
        {
            queue.OnRecorded(flush);
        }
    }

    /// <summary>The message to keep; made at the first call.</summary>
    public StoredMessage Store()
    {
        if (_stored is null)
        {
            byte[] copy = GC.AllocateUninitializedArray<byte>(_properties.Length + _payload.Length);
            _properties.Span.CopyTo(copy);
            _payload.Span.CopyTo(copy.AsSpan(_properties.Length));
            DateTimeOffset? expiresAt = _expiry is { } seconds ? _now.AddSeconds(seconds) : null;
            _stored = new StoredMessage(_topic, copy.AsMemory(0, _properties.Length), copy.AsMemory(_properties.Length), QoS, Retain, expiresAt)
            {
                PublisherId = _publisher?.ClientId,
                PublisherPrincipal = _publisher?.Principal,
            };
        }

        return _stored;
    }

    /// <summary>Writes the message to a connection.</summary>
    public SendOutcome TryWrite(ClientConnection connection, QoS qos, bool retain, uint[] identifiers, ushort packetId)
    {
        if (!_encodeOnce || connection.Writer.Aliases is not null)
        {
            return connection.Writer.TryPublish(Message(qos, retain, identifiers, packetId));
        }

        int index = FindLayout(connection.Version, qos, retain, identifiers);
        if (index < 0)
        {
            return connection.Writer.TryPublish(Message(qos, retain, identifiers, packetId));
        }

        ref Layout layout = ref _layouts[index];
        if (layout.Length > connection.Writer.MaximumPacketSize)
        {
            return SendOutcome.TooLarge;
        }

        bool written = connection.Output.TryWriteEncoded(_scratch.AsSpan(layout.Start, layout.Length), layout.PacketIdOffset, packetId);
        return written ? SendOutcome.Sent : SendOutcome.Full;
    }

    private static FanOut Take()
    {
        FanOut fanOut = t_spare ?? new FanOut();
        t_spare = null;
        return fanOut;
    }

    private OutgoingMessage Message(QoS qos, bool retain, uint[] identifiers, ushort packetId) => new()
    {
        Topic = _topic,
        Properties = _properties,
        Payload = _payload,
        ExpirySeconds = _expiry,
        Identifiers = identifiers,
        QoS = qos,
        Retain = retain,
        PacketId = packetId,
    };

    // The place of the layout, encoded if need be; -1 when there is no room for one more.
    private int FindLayout(MqttVersion version, QoS qos, bool retain, uint[] identifiers)
    {
        bool isFive = version == MqttVersion.V500;
        if (!isFive)
        {
            identifiers = [];
        }

        for (int i = 0; i < _layoutCount; i++)
        {
            ref Layout layout = ref _layouts[i];
            if (layout.IsFive == isFive && layout.QoS == qos && layout.Retain == retain
                && (ReferenceEquals(layout.Identifiers, identifiers) || layout.Identifiers.AsSpan().SequenceEqual(identifiers)))
            {
                return i;
            }
        }

        return _layoutCount == MostLayouts ? -1 : Encode(version, qos, retain, identifiers);
    }

    private int Encode(MqttVersion version, QoS qos, bool retain, uint[] identifiers)
    {
        PublishPacket packet = Message(qos, retain, identifiers, 0).ToPacket();
        int size = packet.GetSize(version);
        if (_scratch is null || _scratch.Length - _scratchUsed < size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(1024, (_scratchUsed + size) * 2));
            if (_scratch is not null)
            {
                _scratch.AsSpan(0, _scratchUsed).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_scratch);
            }

            _scratch = larger;
        }

        int length = packet.Write(_scratch.AsSpan(_scratchUsed), version, out int packetIdOffset);
        _layouts[_layoutCount] = new Layout(version == MqttVersion.V500, qos, retain, identifiers, _scratchUsed, length, packetIdOffset);
        _scratchUsed += length;
        return _layoutCount++;
    }

    private readonly record struct Layout(bool IsFive, QoS QoS, bool Retain, uint[] Identifiers, int Start, int Length, int PacketIdOffset);
}
