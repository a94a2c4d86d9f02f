namespace Topiary.Client;

/// <summary>Where in the session a frame is.</summary>
internal enum FramePlace : byte
{
    /// <summary>Nowhere: under construction, or done.</summary>
    None,

    /// <summary>Waiting for room in the queue.</summary>
    Overflow,

    /// <summary>Accepted; waiting to be sent.</summary>
    Queued,

    /// <summary>Sent with QoS 1.</summary>
    AwaitsPubAck,

    /// <summary>Sent with QoS 2.</summary>
    AwaitsPubRec,

    /// <summary>Taken over by the broker with QoS 2; PUBREL sent.</summary>
    AwaitsPubComp,
}
