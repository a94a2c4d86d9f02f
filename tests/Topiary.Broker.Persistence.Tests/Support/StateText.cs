using System.Globalization;
using System.Text;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>Everything of a state as one text, so that two can be compared.</summary>
internal static class StateText
{
    public static string Of(StoredState state)
    {
        var text = new StringBuilder();
        foreach (StoredSession session in state.Sessions.OrderBy(session => session.Session.Number))
        {
            SessionRecord record = session.Session;
            text.Append(CultureInfo.InvariantCulture, $"session {record.Number} {record.ClientId} {record.Principal} {record.ExpirySeconds} ");
            text.Append(CultureInfo.InvariantCulture, $"{record.DisconnectedAt?.ToUnixTimeMilliseconds()} {record.Level} ");
            text.AppendLine(record.Will is { } will ? $"{will.Topic} {will.QoS} {will.Retain} {will.DelayInterval} {Hash(will.Payload)}" : "-");
            foreach (SubscriptionRecord subscription in session.Subscriptions.OrderBy(subscription => subscription.Filter, StringComparer.Ordinal))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {subscription}");
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"  in {string.Join(',', session.Inbound.Order())}");
            Append(text, session.Deliveries);
        }

        foreach (StoredGroup group in state.Groups.OrderBy(group => group.Number))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"group {group.Number} {group.Filter}");
            Append(text, group.Waiting);
        }

        foreach (StoredMessage message in state.Retained.OrderBy(message => Encoding.UTF8.GetString(message.Topic.Span), StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"retained {Of(message)}");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<StoredDelivery> deliveries)
    {
        foreach ((DeliveryRecord delivery, StoredMessage? message) in deliveries)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {delivery.Key} {delivery.State} {delivery.PacketId} {delivery.QoS} {delivery.Retain} ");
            text.AppendLine(CultureInfo.InvariantCulture, $"[{string.Join(',', delivery.Identifiers)}] {(message is null ? "-" : Of(message))}");
        }
    }

    private static string Of(StoredMessage message) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Encoding.UTF8.GetString(message.Topic.Span)} {message.QoS} {message.Retain} {message.ExpiresAt?.ToUnixTimeMilliseconds()} {message.PublisherId} {message.PublisherPrincipal} {Hash(message.Properties)} {Hash(message.Payload)}");

    private static string Hash(ReadOnlyMemory<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes.Span);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}:{hash.ToHashCode():X8}");
    }
}
