using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>Appends records, of which it writes the fields. The log takes each of them, whatever the disk does, until it is closed.</summary>
/// <remarks>Threading: guarded by the store.</remarks>
internal sealed class Journal(RecordLog log, Log logger)
{
    // What is left of a record's largest body beside its fields of known size.
    private const int MostBody = RecordLog.MaximumBodyBytes - 64;
    private const int RecipientsBytes = 60 * 1024;
    private static readonly TimeSpan s_timeInterval = TimeSpan.FromSeconds(1);

    private readonly RecordWriter _content = new();
    private readonly RecordWriter _deliveries = new();
    private DateTimeOffset _lastTime;
    private long _timePosition;
    private bool _isClosed;

    /// <summary>How many records were appended.</summary>
    public long Records { get; private set; }

    /// <summary>How many bytes they have in the log.</summary>
    public long Bytes { get; private set; }

    /// <summary>Where the fields of the next record are written.</summary>
    public RecordWriter Body { get; } = new();

    /// <summary>Appends a record that stays true by itself.</summary>
    public LogEntry Append(RecordType type) => Append(type, default, 0);

    /// <summary>Appends a record that tells of a change, and is of no interest once what it changes is written anew.</summary>
    public void AppendChange(RecordType type) => log.MarkDead(Append(type));

    public LogEntry WriteSession(SessionRecord session)
    {
        Body.Clear();
        _content.Clear();
        SessionFields.Write(Body, _content, session);
        return Append(RecordType.Session, _content.Written, session.Will?.Payload.Length ?? 0);
    }

    public LogEntry WriteSubscription(long session, in SubscriptionRecord subscription)
    {
        Body.Clear();
        SubscriptionFields.Write(Body, session, subscription);
        return Append(RecordType.Subscription);
    }

    public LogEntry WriteGroup(long number, string filter)
    {
        Body.Clear();
        GroupFields.Write(Body, number, filter);
        return Append(RecordType.Group);
    }

    public LogEntry WriteInbound(long session, ushort packetId)
    {
        Body.Clear();
        InboundFields.Write(Body, session, packetId);
        return Append(RecordType.Inbound);
    }

    public LogEntry WriteDelivery(long message, in DeliveryRecord delivery)
    {
        Body.Clear();
        Body.Number(message);
        DeliveryFields.Write(Body, delivery);
        return Append(RecordType.Delivery);
    }

    public void WriteNumber(RecordType type, long number)
    {
        Body.Clear();
        NumberFields.Write(Body, number);
        AppendChange(type);
    }

    /// <summary>Writes the time of day, once a second at most.</summary>
    public void WriteTime(StoreClock clock)
    {
        if (clock.UtcNow - _lastTime >= s_timeInterval)
        {
            WriteTimeNow(clock);
        }
    }

    /// <summary>Writes the time of day if a record that goes is the newest one that says it.</summary>
    public void MoveTime(long position, StoreClock clock)
    {
        if (position == _timePosition)
        {
            WriteTimeNow(clock);
        }
    }

    /// <summary>Writes a message with its deliveries; those that do not fit into its record go before it.</summary>
    /// <param name="number">Number of the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="isRetained">Whether it is the retained one of its topic.</param>
    /// <param name="deliveries">Its deliveries.</param>
    /// <param name="recipients">Gets the records before it.</param>
    /// <param name="inbound">The session that sent it with QoS 2.</param>
    /// <param name="willOf">The session whose will it was.</param>
    /// <param name="blob">The blob that has its content already, or 0.</param>
    public LogEntry WriteMessage(
        long number,
        StoredMessage message,
        bool isRetained,
        IReadOnlyList<DeliveryRecord> deliveries,
        List<LogEntry> recipients,
        InboundFields inbound = default,
        long willOf = 0,
        long blob = 0)
    {
        RecordWriter? content = blob == 0 ? _content : null;
        _deliveries.Clear();
        foreach (DeliveryRecord delivery in deliveries)
        {
            DeliveryFields.Write(_deliveries, delivery);
        }

        WriteHead(0);
        int inline = log.IsBlob(_content.Length, message.Payload.Length) ? 0 : _content.Length;
        if (Body.Length + inline + _deliveries.Length <= MostBody)
        {
            Body.Number(deliveries.Count);
            Body.Raw(_deliveries.Written);
        }
        else
        {
            WriteRecipients(number, deliveries, recipients);
            WriteHead(deliveries.Count);
            Body.Number(0);
        }

        return blob != 0 ? AppendWithBlob(RecordType.Message, blob) : Append(RecordType.Message, _content.Written, message.Payload.Length);

        void WriteHead(int before)
        {
            Body.Clear();
            _content.Clear();
            MessageFields.Write(Body, content, number, message, isRetained, before, inbound, willOf);
        }
    }

    private void WriteTimeNow(StoreClock clock)
    {
        _lastTime = clock.UtcNow;
        Body.Clear();
        TimeFields.Write(Body, new TimeFields(_lastTime, clock.Drift));
        LogEntry entry = Append(RecordType.Time);
        _timePosition = entry.Position;
        log.MarkDead(entry);
    }

    private void WriteRecipients(long number, IReadOnlyList<DeliveryRecord> deliveries, List<LogEntry> recipients)
    {
        for (int i = 0, index = 0; i < deliveries.Count; index++)
        {
            Body.Clear();
            RecipientsFields.Write(Body, number, index);
            for (; i < deliveries.Count && Body.Length < RecipientsBytes; i++)
            {
                DeliveryFields.Write(Body, deliveries[i]);
            }

            recipients.Add(Append(RecordType.Recipients));
        }
    }

    private LogEntry AppendWithBlob(RecordType type, long blob)
    {
        try
        {
            return Count(log.AppendWithBlob((byte)type, Body.Written, blob));
        }
        catch (LogFailedException e)
        {
            return TooLate(e);
        }
    }

    private LogEntry Append(RecordType type, ReadOnlySpan<byte> content, int payloadLength)
    {
        try
        {
            return Count(log.Append((byte)type, Body.Written, content, payloadLength));
        }
        catch (LogFailedException e)
        {
            return TooLate(e);
        }
    }

    private LogEntry Count(LogEntry entry)
    {
        Records++;
        Bytes += entry.Size;
        return entry;
    }

    // Nothing that comes then is acknowledged, as commits fail.
    private LogEntry TooLate(LogFailedException e)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            logger.CameTooLate(e);
        }

        return default;
    }
}
