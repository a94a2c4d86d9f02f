using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The limits on what single packets may ask for.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class Abuse(MqttBrokerOptions options, BrokerCounters counters)
{
    // Identifier, and the lengths of name and value.
    private const int SmallestUserProperty = 5;

    /// <exception cref="MqttProtocolException">There are too many.</exception>
    public void CheckUserProperties(int count)
    {
        if (count > options.MaximumUserProperties)
        {
            counters.Reached(BrokerLimit.UserProperties);
            throw new MqttProtocolException(ReasonCode.QuotaExceeded, 0, $"A packet has more than {options.MaximumUserProperties} user properties");
        }
    }

    /// <exception cref="MqttProtocolException">There are too many user properties.</exception>
    public void CheckUserProperties(in PublishProperties properties)
    {
        if (properties.Raw.Length / SmallestUserProperty <= options.MaximumUserProperties)
        {
            return;
        }

        int count = 0;
        foreach (Utf8Pair _ in properties.UserProperties)
        {
            count++;
        }

        CheckUserProperties(count);
    }

    /// <summary>Whether a topic name or filter is too long or too deep.</summary>
    public bool IsTooLarge(int length, int levels)
    {
        bool isTooLong = length > options.MaximumTopicLength;
        if (isTooLong || levels > options.MaximumTopicLevels)
        {
            counters.Reached(isTooLong ? BrokerLimit.TopicLength : BrokerLimit.TopicLevels);
            return true;
        }

        return false;
    }
}
