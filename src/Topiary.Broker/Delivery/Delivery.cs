namespace Topiary.Broker;

/// <summary>One message of QoS 1 or 2 on its way to one session.</summary>
/// <param name="Sequence">Number of the delivery in its session.</param>
/// <param name="Message">The message, shared by all its deliveries; null once PUBREC has come.</param>
/// <param name="QoS">Quality of service of the delivery.</param>
/// <param name="Retain">Retain flag of the delivery.</param>
/// <param name="Identifiers">Subscription identifiers.</param>
/// <param name="Group">The shared subscription that it comes from, or null.</param>
/// <param name="SentOn">The connection whose send quota it counts against, or null.</param>
internal readonly record struct Delivery(
    long Sequence, StoredMessage? Message, QoS QoS, bool Retain, uint[] Identifiers, SharedGroup? Group, ClientConnection? SentOn = null);
