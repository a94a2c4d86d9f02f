namespace Topiary.Broker;

/// <summary>What a client wants to do.</summary>
public enum AuthorizedAction
{
    /// <summary>Publish a message to a topic, now or as its will.</summary>
    Publish,

    /// <summary>Subscribe to a filter.</summary>
    Subscribe,

    /// <summary>Receive the messages of a topic; asked only where <see cref="IAuthorizer.ChecksDelivery"/> says so. QoS and Retain have no meaning for it.</summary>
    Receive,
}
