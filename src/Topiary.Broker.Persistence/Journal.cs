using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>Appends records: writes their fields, and stops for good when one could not be appended, as the log would then not say what is true.</summary>
/// <remarks>Threading: guarded by the store.</remarks>
internal sealed class Journal(RecordLog log, Log logger)
{
    // What is left of a record's largest body beside its fields of known size.
    private const int MostBody = RecordLog.MaximumBodyBytes - 64;
    private const int RecipientsBytes = 60 * 1024;

    private readonly RecordWriter _content = new();
    private readonly RecordWriter _deliveries = new();
    private long _lastTime;

    /// <summary>Whether a record was lost, so that nothing may be promised before the next start.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where the fields of the next record are written.</summary>
    public RecordWriter Body { get; } = new();

    /// <summary>Appends a record that stays true by itself.</summary>
    public LogEntry Append(RecordType type) => Append(type, Body.Written, default);

    /// <summary>Appends a record that tells of a change, and is of no interest once what it changes is written anew.</summary>
    public void AppendChange(RecordType type) => log.MarkDead(Append(type));

    public LogEntry WriteSession(SessionRecord session, long blob = 0)
    {
        Body.Clear();
        _content.Clear();
        SessionFields.Write(Body, _content, session);
        return blob != 0 ? AppendWithBlob(RecordType.Session, blob) : Append(RecordType.Session, Body.Written, _content.Written);
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
    public void WriteTime(DateTimeOffset now)
    {
        long milliseconds = now.ToUnixTimeMilliseconds();
        if (milliseconds - _lastTime >= 1000)
        {
            _lastTime = milliseconds;
            WriteNumber(RecordType.Time, milliseconds);
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
        int inline = _content.Length < FileStoreOptions.BlobThreshold ? _content.Length : 0;
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

        return blob != 0 ? AppendWithBlob(RecordType.Message, blob) : Append(RecordType.Message, Body.Written, _content.Written);

        void WriteHead(int before)
        {
            Body.Clear();
            _content.Clear();
            MessageFields.Write(Body, content, number, message, isRetained, before, inbound, willOf);
        }
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
        => IsBroken ? default : Try(() => log.AppendWithBlob((byte)type, Body.Written, blob));

    private LogEntry Append(RecordType type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> content)
    {
        if (IsBroken)
        {
            return default;
        }

        try
        {
            return log.Append((byte)type, body, content);
        }
        catch (LogException e)
        {
            Break(e);
            return default;
        }
    }

    private LogEntry Try(Func<LogEntry> append)
    {
        try
        {
            return append();
        }
        catch (LogException e)
        {
            Break(e);
            return default;
        }
    }

    private void Break(LogException e)
    {
        IsBroken = true;
        logger.RecordLost(e);
    }
}
