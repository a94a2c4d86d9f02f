using System.Diagnostics.CodeAnalysis;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>What to subscribe to and how. Immutable.</summary>
/// <param name="Filter">Topic filter; may be a shared one (<c>$share/group/filter</c>).</param>
/// <param name="QoS">Highest quality of service of deliveries.</param>
public sealed record SubscriptionSpec([StringSyntax("MqttTopicFilter")] string Filter, QoS QoS = QoS.AtLeastOnce)
{
    /// <summary>Messages that this client published are not delivered to it; MQTT 5.0, and not for shared filters. Holds if all receivers of the filter want it.</summary>
    public bool NoLocal { get; init; }

    /// <summary>The retain flag is delivered as it was published; MQTT 5.0. Holds if any receiver of the filter wants it.</summary>
    public bool RetainAsPublished { get; init; }

    /// <summary>
    /// Whether retained messages are wanted; MQTT 5.0. A second receiver of a filter that wants them makes the broker send them again, to all receivers of the filter.
    /// </summary>
    public RetainHandling RetainHandling { get; init; }
}
