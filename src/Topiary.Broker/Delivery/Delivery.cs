namespace Topiary.Broker;

/// <summary>One message of QoS 1 or 2 on its way to one session.</summary>
/// <param name="Key">Where the store has it: with the session, or with the shared subscription that it comes from.</param>
/// <param name="Message">The message, shared by all its deliveries; null once PUBREC has come, or when it is never sent again.</param>
/// <param name="QoS">Quality of service of the delivery.</param>
/// <param name="Retain">Retain flag of the delivery.</param>
/// <param name="Identifiers">Subscription identifiers.</param>
/// <param name="Group">The shared subscription that it comes from, or null.</param>
/// <param name="SentOn">The connection whose send quota it counts against, or null.</param>
internal readonly record struct Delivery(
    DeliveryKey Key, StoredMessage? Message, QoS QoS, bool Retain, uint[] Identifiers, SharedGroup? Group, ClientConnection? SentOn = null)
{
    /// <summary>Whether it may go on: nothing does that the store is just about to be told.</summary>
    public bool IsReady => !Key.IsStored || Message is not { IsRecorded: false };
}
