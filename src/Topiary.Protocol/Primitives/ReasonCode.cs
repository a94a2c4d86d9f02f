namespace Topiary;

/// <summary>Reason code of an answer (MQTT 5.0, section 2.4); 0x80 and above are failures.</summary>
public enum ReasonCode : byte
{
    /// <summary>Success, normal disconnection, or granted QoS 0.</summary>
    Success = 0x00,

    /// <summary>Granted QoS 1.</summary>
    GrantedQoS1 = 0x01,

    /// <summary>Granted QoS 2.</summary>
    GrantedQoS2 = 0x02,

    /// <summary>The client leaves and its Will is to be published.</summary>
    DisconnectWithWillMessage = 0x04,

    /// <summary>Accepted, but nobody subscribes to the topic.</summary>
    NoMatchingSubscribers = 0x10,

    /// <summary>There was no such subscription.</summary>
    NoSubscriptionExisted = 0x11,

    /// <summary>The next step of authentication follows.</summary>
    ContinueAuthentication = 0x18,

    /// <summary>A new authentication begins.</summary>
    ReAuthenticate = 0x19,

    /// <summary>Not accepted, without a stated reason.</summary>
    UnspecifiedError = 0x80,

    /// <summary>The packet cannot be parsed.</summary>
    MalformedPacket = 0x81,

    /// <summary>The packet is not allowed in this form or at this time.</summary>
    ProtocolError = 0x82,

    /// <summary>Valid, but refused by this implementation.</summary>
    ImplementationSpecificError = 0x83,

    /// <summary>The server does not speak this version.</summary>
    UnsupportedProtocolVersion = 0x84,

    /// <summary>The Client Identifier is not allowed.</summary>
    ClientIdentifierNotValid = 0x85,

    /// <summary>User name or password are not accepted.</summary>
    BadUserNameOrPassword = 0x86,

    /// <summary>Not authorized.</summary>
    NotAuthorized = 0x87,

    /// <summary>The server is not available.</summary>
    ServerUnavailable = 0x88,

    /// <summary>The server is busy.</summary>
    ServerBusy = 0x89,

    /// <summary>The client is banned.</summary>
    Banned = 0x8A,

    /// <summary>The server is shutting down.</summary>
    ServerShuttingDown = 0x8B,

    /// <summary>The authentication method is not supported or not the one in use.</summary>
    BadAuthenticationMethod = 0x8C,

    /// <summary>Nothing was received for one and a half Keep Alive intervals.</summary>
    KeepAliveTimeout = 0x8D,

    /// <summary>Another connection uses the same Client Identifier.</summary>
    SessionTakenOver = 0x8E,

    /// <summary>The topic filter is well-formed but not accepted.</summary>
    TopicFilterInvalid = 0x8F,

    /// <summary>The topic name is not accepted.</summary>
    TopicNameInvalid = 0x90,

    /// <summary>The packet identifier is in use already.</summary>
    PacketIdentifierInUse = 0x91,

    /// <summary>The packet identifier is not known.</summary>
    PacketIdentifierNotFound = 0x92,

    /// <summary>More unfinished messages than Receive Maximum allows.</summary>
    ReceiveMaximumExceeded = 0x93,

    /// <summary>The topic alias is zero or above the maximum.</summary>
    TopicAliasInvalid = 0x94,

    /// <summary>The packet is larger than the Maximum Packet Size.</summary>
    PacketTooLarge = 0x95,

    /// <summary>The rate of received messages is too high.</summary>
    MessageRateTooHigh = 0x96,

    /// <summary>A limit set by the implementation or the administrator is exceeded.</summary>
    QuotaExceeded = 0x97,

    /// <summary>Closed by an administrator.</summary>
    AdministrativeAction = 0x98,

    /// <summary>The payload is not of the indicated format.</summary>
    PayloadFormatInvalid = 0x99,

    /// <summary>Retained messages are not supported.</summary>
    RetainNotSupported = 0x9A,

    /// <summary>The QoS is above the Maximum QoS.</summary>
    QoSNotSupported = 0x9B,

    /// <summary>Use another server for now.</summary>
    UseAnotherServer = 0x9C,

    /// <summary>Use another server from now on.</summary>
    ServerMoved = 0x9D,

    /// <summary>Shared subscriptions are not supported.</summary>
    SharedSubscriptionsNotSupported = 0x9E,

    /// <summary>Too many connections in too short a time.</summary>
    ConnectionRateExceeded = 0x9F,

    /// <summary>The longest time allowed for a connection is over.</summary>
    MaximumConnectTime = 0xA0,

    /// <summary>Subscription identifiers are not supported.</summary>
    SubscriptionIdentifiersNotSupported = 0xA1,

    /// <summary>Wildcard subscriptions are not supported.</summary>
    WildcardSubscriptionsNotSupported = 0xA2,
}
