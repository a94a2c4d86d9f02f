namespace Topiary.Broker.Persistence;

/// <summary>What a record of the log says. Values are on disk: never changed, never used again.</summary>
internal enum RecordType : byte
{
    /// <summary>A session, as it is from now on.</summary>
    Session = 1,

    /// <summary>A session has ended with all that it had.</summary>
    SessionEnd = 2,

    /// <summary>A subscription, as it is from now on.</summary>
    Subscription = 3,

    /// <summary>A subscription has ended.</summary>
    SubscriptionEnd = 4,

    /// <summary>A shared subscription whose waiting messages are kept.</summary>
    Group = 5,

    /// <summary>A shared subscription has ended with all that it had.</summary>
    GroupEnd = 6,

    /// <summary>A message with its deliveries, and what else its PUBLISH changes.</summary>
    Message = 7,

    /// <summary>Deliveries of the message that follows, which has too many for one record.</summary>
    Recipients = 8,

    /// <summary>A further delivery of a message, or one whose message is not needed any more.</summary>
    Delivery = 9,

    /// <summary>A delivery was sent.</summary>
    DeliverySent = 10,

    /// <summary>A delivery of a shared subscription has become that of a session.</summary>
    DeliveryMove = 11,

    /// <summary>A delivery is done.</summary>
    DeliveryEnd = 12,

    /// <summary>A message is not the retained one of its topic any more.</summary>
    RetainedEnd = 13,

    /// <summary>A QoS 2 message was received.</summary>
    Inbound = 14,

    /// <summary>A QoS 2 message was released by its sender.</summary>
    InboundEnd = 15,

    /// <summary>The time of day.</summary>
    Time = 16,

    /// <summary>The clock has jumped: every time written before moves with it.</summary>
    TimeShift = 17,
}
