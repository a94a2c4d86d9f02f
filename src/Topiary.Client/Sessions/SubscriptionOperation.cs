namespace Topiary.Client;

/// <summary>A SUBSCRIBE or UNSUBSCRIBE that the broker has not answered.</summary>
internal sealed class SubscriptionOperation(Subscription subscription, bool isSubscribe)
{
    public Subscription Subscription { get; } = subscription;

    public bool IsSubscribe { get; } = isSubscribe;

    public ushort PacketId { get; set; }

    public ITimer? Deadline { get; set; }
}
