using System.Globalization;
using System.Text;
using Topiary.Protocol;
using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>A record as a line for people.</summary>
internal static class RecordText
{
    public static string Of(in LogRecord record)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{record.Entry.Position,10} {(RecordType)record.Type,-15} ");
        var reader = new RecordReader(record.Body);
        switch ((RecordType)record.Type)
        {
            case RecordType.Session:
                Append(text, ref reader, record);
                break;
            case RecordType.Subscription:
                SubscriptionFields subscription = SubscriptionFields.Read(ref reader);
                SubscriptionOptions options = subscription.Subscription.Options;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"session={subscription.Session} filter={Quote(subscription.Subscription.Filter)} qos={(int)options.MaximumQoS} noLocal={options.NoLocal} retainAsPublished={options.RetainAsPublished} retainHandling={options.RetainHandling} identifier={subscription.Subscription.Identifier} shared={subscription.Subscription.IsShared}");
                break;
            case RecordType.SubscriptionEnd:
                (long session, string filter) = SubscriptionFields.ReadKey(ref reader);
                text.Append(CultureInfo.InvariantCulture, $"session={session} filter={Quote(filter)}");
                break;
            case RecordType.Group:
                GroupFields group = GroupFields.Read(ref reader);
                text.Append(CultureInfo.InvariantCulture, $"group={group.Number} filter={Quote(group.Filter)}");
                break;
            case RecordType.Message:
                AppendMessage(text, ref reader, record);
                break;
            case RecordType.Recipients:
                RecipientsFields recipients = RecipientsFields.Read(ref reader);
                text.Append(CultureInfo.InvariantCulture, $"message={recipients.Message} index={recipients.Index}");
                while (!reader.Rest.IsEmpty)
                {
                    Append(text, DeliveryFields.Read(ref reader));
                }

                break;
            case RecordType.Delivery:
                text.Append(CultureInfo.InvariantCulture, $"message={reader.Number()}");
                Append(text, DeliveryFields.Read(ref reader));
                break;
            default:
                AppendChange(text, (RecordType)record.Type, ref reader);
                break;
        }

        return text.ToString();
    }

    private static void AppendChange(StringBuilder text, RecordType type, ref RecordReader reader)
    {
        switch (type)
        {
            case RecordType.DeliverySent:
                DeliverySentFields sent = DeliverySentFields.Read(ref reader);
                text.Append(CultureInfo.InvariantCulture, $"delivery={sent.Key.Owner}/{sent.Key.Sequence} packetId={sent.PacketId}");
                break;
            case RecordType.DeliveryMove:
                DeliveryMoveFields move = DeliveryMoveFields.Read(ref reader);
                text.Append(CultureInfo.InvariantCulture, $"from={move.From.Owner}/{move.From.Sequence}");
                Append(text, move.To);
                break;
            case RecordType.DeliveryEnd:
                DeliveryKey key = DeliveryEndFields.Read(ref reader);
                text.Append(CultureInfo.InvariantCulture, $"delivery={key.Owner}/{key.Sequence}");
                break;
            case RecordType.Inbound or RecordType.InboundEnd:
                InboundFields inbound = InboundFields.Read(ref reader);
                text.Append(CultureInfo.InvariantCulture, $"session={inbound.Session} packetId={inbound.PacketId}");
                break;
            case RecordType.Time:
                TimeFields time = TimeFields.Read(ref reader);
                text.Append(CultureInfo.InvariantCulture, $"{time.Now:O}{(time.Drift == TimeSpan.Zero ? "" : $", the clock ahead by {time.Drift}")}");
                break;
            case RecordType.TimeShift:
                text.Append(CultureInfo.InvariantCulture, $"milliseconds={NumberFields.Read(ref reader)}");
                break;
            case RecordType.SessionEnd or RecordType.GroupEnd or RecordType.RetainedEnd:
                text.Append(CultureInfo.InvariantCulture, $"number={NumberFields.Read(ref reader)}");
                break;
            default:
                throw new RecordFormatException("its type is not known");
        }
    }

    private static void Append(StringBuilder text, ref RecordReader reader, in LogRecord record)
    {
        SessionFields fields = SessionFields.Read(ref reader);
        text.Append(CultureInfo.InvariantCulture, $"session={fields.Number} client={Quote(fields.ClientId)} expiry={fields.ExpirySeconds}");
        if (fields.DisconnectedAt is { } at)
        {
            text.Append(CultureInfo.InvariantCulture, $" disconnected={at:O}");
        }

        if (record.Entry.HasBlob)
        {
            text.Append(CultureInfo.InvariantCulture, $" blob={record.Entry.Blob}");
            return;
        }

        SessionRecord session = fields.ToSession(reader.Rest.ToArray());
        text.Append(CultureInfo.InvariantCulture, $" level={session.Level} principal={(session.Principal is { } principal ? Quote(principal) : "-")}");
        if (session.Will is { } will)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $" will={Quote(will.Topic)} qos={(int)will.QoS} retain={will.Retain} delay={will.DelayInterval ?? 0} bytes={will.Payload.Length}");
        }
    }

    private static void AppendMessage(StringBuilder text, ref RecordReader reader, in LogRecord record)
    {
        MessageFields fields = MessageFields.Read(ref reader);
        text.Append(CultureInfo.InvariantCulture, $"message={fields.Number} topic={Quote(Encoding.UTF8.GetString(fields.Topic))} retained={fields.IsRetained}");
        if (fields.ExpiresAt is { } at)
        {
            text.Append(CultureInfo.InvariantCulture, $" expires={at:O}");
        }

        if (fields.Inbound.Session != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" inbound={fields.Inbound.Session}/{fields.Inbound.PacketId}");
        }

        var deliveries = new DeliveryRecord[Math.Min(reader.Length(), reader.Rest.Length)];
        for (int i = 0; i < deliveries.Length; i++)
        {
            deliveries[i] = DeliveryFields.Read(ref reader);
        }

        if (record.Entry.HasBlob)
        {
            text.Append(CultureInfo.InvariantCulture, $" blob={record.Entry.Blob} bytes={record.BlobLength}");
        }
        else
        {
            StoredMessage message = fields.ToMessage(reader.Rest.ToArray());
            text.Append(
                CultureInfo.InvariantCulture,
                $" qos={(int)message.QoS} publisher={(message.PublisherId is { } publisher ? Quote(publisher) : "-")} bytes={message.Payload.Length}");
        }

        foreach (DeliveryRecord delivery in deliveries)
        {
            Append(text, delivery);
        }
    }

    private static void Append(StringBuilder text, in DeliveryRecord delivery) => text.Append(
        CultureInfo.InvariantCulture,
        $" [{delivery.Key.Owner}/{delivery.Key.Sequence} {delivery.State} qos={(int)delivery.QoS} packetId={delivery.PacketId}]");

    // Control characters would spoil the line, and the terminal.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\').Append(c);
            }
            else if (char.IsControl(c))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                quoted.Append(c);
            }
        }

        return quoted.Append('"').ToString();
    }
}
