using Microsoft.Extensions.Logging;
using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>How an <see cref="MqttBroker"/> works. The defaults are safe limits; all are checked when the broker is created.</summary>
/// <remarks>Threading: read once, when the broker is created; later changes have no effect.</remarks>
public sealed class MqttBrokerOptions
{
    /// <summary>
    /// Addresses to listen at: <c>tcp://127.0.0.1:1883</c> (port 0: any free one), <c>mqtts://</c>, <c>ws://127.0.0.1:8083/mqtt</c>, <c>wss://</c>,
    /// <c>unix:/run/mqtt.sock</c>, <c>memory:name</c>.
    /// </summary>
    public IList<string> Listeners { get; } = [];

    /// <summary>Certificates, handshakes and socket rights of the listeners. <c>mqtts:</c> and <c>wss:</c> need a certificate in its <see cref="TransportListenerOptions.Tls"/>.</summary>
    public TransportListenerOptions Transport { get; set; } = TransportListenerOptions.Default;

    /// <summary>The same for single listeners, by their text in <see cref="Listeners"/>, where they differ from the others.</summary>
    public IDictionary<string, TransportListenerOptions> TransportOf { get; } = new Dictionary<string, TransportListenerOptions>(StringComparer.Ordinal);

    /// <summary>
    /// Whether clients without user name and password are let in. They also are when every listener is on the loopback interface or in memory, unless
    /// <see cref="Authenticator"/> or <see cref="ScramCredentials"/> is set.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// Checks user names and passwords. Null: none is known; clients that bring some are treated as anonymous ones, so they are let in only where those are.
    /// </summary>
    public IAuthenticator? Authenticator { get; set; }

    /// <summary>
    /// Users that may log in by SCRAM-SHA-256 and SCRAM-SHA-512 (enhanced authentication of MQTT 5.0). Null: those methods are not offered.
    /// </summary>
    public ScramCredentials? ScramCredentials { get; set; }

    /// <summary>More methods of enhanced authentication. A client that names one is judged by it alone, whatever user name and password it brings.</summary>
    public IList<IEnhancedAuthenticator> EnhancedAuthenticators { get; } = [];

    /// <summary>Decides who may publish and subscribe to what. Null: every connected client may.</summary>
    public IAuthorizer? Authorizer { get; set; }

    /// <summary>How long a decision about receiving is remembered; see <see cref="IAuthorizer.ChecksDelivery"/>. <see cref="MqttBroker.RevokeAsync"/> forgets them at once.</summary>
    public TimeSpan AuthorizationCacheLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock of everything that takes time.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the log goes. Null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The name space of the <c>memory:</c> listeners. Null: none can be used.</summary>
    public MemoryNetwork? MemoryNetwork { get; set; }

    /// <summary>
    /// Keeps sessions, their messages and the retained messages beyond the process. Null: they are in memory alone. The broker opens it when it starts and
    /// disposes of it when it stops. <c>UseFileStore</c> of the package Topiary.Broker.Persistence sets it.
    /// </summary>
    public IBrokerStore? Store { get; set; }

    /// <summary>What acknowledgements mean where there is a <see cref="Store"/> and nothing below says otherwise.</summary>
    public DurabilityLevel Durability { get; set; } = DurabilityLevel.Disk;

    /// <summary>The same for single listeners, by their text in <see cref="Listeners"/>: for the sessions and messages of the clients that come there.</summary>
    public IDictionary<string, DurabilityLevel> DurabilityOf { get; } = new Dictionary<string, DurabilityLevel>(StringComparer.Ordinal);

    /// <summary>The same for messages by topic, whatever listener they come by; the first that matches applies.</summary>
    public IList<DurabilityRule> DurabilityRules { get; } = [];

    /// <summary>How long a client may take from opening the connection to CONNACK, authentication included; also for authenticating again.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long <see cref="MqttBroker.StopAsync"/> waits for clients to take what is queued for them.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether <see cref="MqttBroker.StopAsync"/> publishes the wills of connected clients before it disconnects them. A will that has a delay, and whose session
    /// goes on, is not published. False: no will is; the specification lets a server put them off until it runs again.
    /// </summary>
    public bool PublishWillsAtStop { get; set; } = true;

    /// <summary>Most connections at a time; one more is closed at once.</summary>
    public int MaximumConnections { get; set; } = 100_000;

    /// <summary>Most connections at a time from one address; one more is closed at once. Of IPv6 the first 64 bits count; loopback and local transports do not.</summary>
    public int MaximumConnectionsPerAddress { get; set; } = 10_000;

    /// <summary>
    /// New connections a second from one address, counted as above; more are closed at once, before TLS has done its work where that is possible. Zero: any number.
    /// </summary>
    public int ConnectionRatePerAddress { get; set; } = 1000;

    /// <summary>New connections from one address that may come at once before <see cref="ConnectionRatePerAddress"/> holds them back.</summary>
    public int ConnectionBurstPerAddress { get; set; } = 5000;

    /// <summary>AUTH packets that a client may send in one authentication.</summary>
    public int MaximumAuthenticationRounds { get; set; } = 10;

    /// <summary>Largest packet before the client is known, in bytes.</summary>
    public int MaximumConnectPacketSize { get; set; } = 64 * 1024;

    /// <summary>Largest packet taken from a client, in bytes (announced as Maximum Packet Size).</summary>
    public int MaximumPacketSize { get; set; } = 16 * 1024 * 1024;

    /// <summary>Highest QoS that clients may publish with (announced as Maximum QoS).</summary>
    public QoS MaximumQoS { get; set; } = QoS.ExactlyOnce;

    /// <summary>Whether retained messages are supported (announced as Retain Available).</summary>
    public bool RetainAvailable { get; set; } = true;

    /// <summary>Messages of QoS 1 and 2 that a client may have sent without their exchange being finished (announced as Receive Maximum).</summary>
    public int ReceiveMaximum { get; set; } = 1024;

    /// <summary>Messages of QoS 1 and 2 under way to one client; its own Receive Maximum lowers it.</summary>
    public int MaximumInflight { get; set; } = 1024;

    /// <summary>Messages of QoS 1 and 2 waiting for one session, or for one shared subscription.</summary>
    public int MaximumQueuedMessages { get; set; } = 10_000;

    /// <summary>Bytes of topic, properties and payload of the messages waiting for one session, or for one shared subscription.</summary>
    public long MaximumQueuedBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>What happens when one of these two limits is reached.</summary>
    public OverflowPolicy QueueOverflow { get; set; } = OverflowPolicy.DropOldest;

    /// <summary>Bytes waiting to be sent to one client. Above it messages of QoS 0 are dropped and others stay in the session's queue.</summary>
    public int OutboundBufferSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Topic aliases that one client may set (announced as Topic Alias Maximum).</summary>
    public int TopicAliasMaximum { get; set; } = 64;

    /// <summary>Topic aliases that the broker sets for one client; the client's own Topic Alias Maximum lowers it.</summary>
    public int OutboundTopicAliasMaximum { get; set; } = 64;

    /// <summary>Longest topic name or filter, in bytes of UTF-8.</summary>
    public int MaximumTopicLength { get; set; } = 65_535;

    /// <summary>Subscriptions of one session.</summary>
    public int MaximumSubscriptions { get; set; } = 10_000;

    /// <summary>User properties of one packet.</summary>
    public int MaximumUserProperties { get; set; } = 1000;

    /// <summary>Retained messages; a message that would be one more is refused.</summary>
    public int MaximumRetainedMessages { get; set; } = 1_000_000;

    /// <summary>Bytes of topic, properties and payload of all retained messages; a message that would go beyond is refused.</summary>
    public long MaximumRetainedBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Sessions, connected or not; a client that would need one more is refused.</summary>
    public int MaximumSessions { get; set; } = 500_000;

    /// <summary>
    /// How long a packet that has begun to arrive may go on beyond the keep-alive. So long, and one and a half keep-alives, a peer that sends a byte now and then
    /// holds its place.
    /// </summary>
    public TimeSpan PacketTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most levels of a topic name or filter.</summary>
    public int MaximumTopicLevels { get; set; } = 128;

    /// <summary>
    /// Longest keep-alive of a client of MQTT 5.0, announced as Server Keep Alive to one that asks for a longer one or none. Null: the client's own.
    /// </summary>
    public TimeSpan? MaximumKeepAlive { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Longest keep-alive of a client of MQTT 3. It cannot be told, so this is generous: one that has asked for a longer keep-alive, or for none, is disconnected
    /// after one and a half times this silence. Null: the client's own.
    /// </summary>
    public TimeSpan? MaximumKeepAliveMqtt3 { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Longest time that a session is kept after its connection; announced to a client of MQTT 5.0 that asks for more. It holds for sessions of MQTT 3 too.
    /// Null: as the client says, which may be for ever.
    /// </summary>
    public TimeSpan? MaximumSessionExpiry { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Response Information for clients that ask for it. Null: none.</summary>
    public string? ResponseInformation { get; set; }

    /// <summary>How often the topics under <c>$SYS/broker</c> are published. Zero: never.</summary>
    public TimeSpan SystemTopicInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Sees every accepted message. For the test kit.</summary>
    internal IPublishObserver? PublishObserver { get; set; }
}
