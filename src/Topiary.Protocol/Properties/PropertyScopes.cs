namespace Topiary.Protocol;

/// <summary>The places that a property may stand in: each packet with properties, and the Will of CONNECT.</summary>
[Flags]
internal enum PropertyScopes
{
    None = 0,
    Connect = 1 << 0,
    Will = 1 << 1,
    ConnAck = 1 << 2,
    Publish = 1 << 3,
    PubAck = 1 << 4,
    PubRec = 1 << 5,
    PubRel = 1 << 6,
    PubComp = 1 << 7,
    Subscribe = 1 << 8,
    SubAck = 1 << 9,
    Unsubscribe = 1 << 10,
    UnsubAck = 1 << 11,
    Disconnect = 1 << 12,
    Auth = 1 << 13,
    Acknowledgements = PubAck | PubRec | PubRel | PubComp,
    Messages = Publish | Will,
    All = (1 << 14) - 1,
}
