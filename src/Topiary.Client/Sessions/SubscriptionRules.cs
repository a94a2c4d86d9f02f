using System.Text;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>What can be subscribed to at all, and on a given connection.</summary>
internal static class SubscriptionRules
{
    // Of a SUBSCRIBE with one filter: fixed header, packet identifier, property length and identifier, length and options of the filter.
    private const int LargestOverhead = 16;

    /// <exception cref="ArgumentException">The filter or the QoS makes no sense.</exception>
    public static void Check(SubscriptionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(spec.Filter);
        TopicError error = TopicGrammar.CheckFilter(spec.Filter);
        if (!error.IsNone)
        {
            throw new ArgumentException($"'{spec.Filter}' is no topic filter: {error}.", nameof(spec));
        }

        if (spec.QoS > QoS.ExactlyOnce)
        {
            throw new ArgumentException($"QoS {(int)spec.QoS} does not exist.", nameof(spec));
        }

        if (spec.NoLocal && SharedFilter.IsShared(spec.Filter))
        {
            throw new ArgumentException($"NoLocal is not allowed for the shared filter '{spec.Filter}' (MQTT 5.0, section 3.8.3.1).", nameof(spec));
        }
    }

    /// <summary>Why the broker will not take a subscription, by what it announced; null when it may.</summary>
    public static MqttSubscribeException? Check(Subscription subscription, ServerLimits limits)
    {
        if (subscription.IsShared && !limits.SharedSubscriptions)
        {
            return Refuse(subscription, "shared subscriptions", ReasonCode.SharedSubscriptionsNotSupported);
        }

        if (Encoding.UTF8.GetByteCount(subscription.Filter) + LargestOverhead > limits.MaximumPacketSize)
        {
            return Refuse(subscription, $"packets of more than {limits.MaximumPacketSize} bytes", ReasonCode.PacketTooLarge);
        }

        return !limits.WildcardSubscriptions && subscription.MatchUtf8.AsSpan().ContainsAny((byte)'+', (byte)'#')
            ? Refuse(subscription, "subscriptions with wildcards", ReasonCode.WildcardSubscriptionsNotSupported)
            : null;
    }

    private static MqttSubscribeException Refuse(Subscription subscription, string what, ReasonCode code)
        => new($"Subscription to '{subscription.Filter}' refused: the broker does not support {what}.", subscription.Filter, code);
}
