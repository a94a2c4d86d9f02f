using Microsoft.Extensions.Logging;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary;

/// <summary>Options of an <see cref="MqttClient"/>; checked by <see cref="MqttClient.Create"/>. Immutable; safe to share.</summary>
public sealed record MqttClientOptions
{
    /// <summary>
    /// Brokers in the order in which they are tried, for instance <c>mqtt://localhost:1883</c>; at least one. After a lost connection the
    /// next attempt starts with the broker that was connected.
    /// </summary>
    public IReadOnlyList<string> Brokers { get; init; } = [];

    /// <summary>Client identifier; null or empty for a random one that the client keeps as long as it lives.</summary>
    public string? ClientId { get; init; }

    /// <summary>User name, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>Password, or null; any bytes. On MQTT 3.1.1 it needs a user name.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>
    /// Enhanced authentication (MQTT 5.0), for instance a <see cref="ScramAuthentication"/>; null for none. <see cref="MqttClient.ReauthenticateAsync"/> uses it again.
    /// </summary>
    public IMqttAuthentication? Authentication { get; init; }

    /// <summary>
    /// Whether the first connection after <see cref="IMqttClient.ConnectAsync"/> discards a session that the broker still has; reconnections never do.
    /// Without it, and with a fixed <see cref="ClientId"/>, messages that the broker kept since the last run are delivered; subscribe before connecting, then.
    /// </summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>
    /// How long the broker keeps the session after a lost connection; zero: not at all. On MQTT 3.1.1, which has no time, anything but zero keeps it
    /// from the first connection without <see cref="CleanStart"/> on.
    /// </summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Longest silence on the connection before the client asks the broker for a sign of life; zero: never. A broker may shorten it. Also the time within
    /// which the sign must come, unless <see cref="OperationTimeout"/> is shorter.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Deadline of one connection attempt, and of every answer of the broker. Time in which no broker is connected does not count: a message waits in
    /// the offline queue until it is sent, expires, or its caller's token fires.
    /// </summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Protocol version: <see cref="MqttVersion.V500"/> or <see cref="MqttVersion.V311"/>.</summary>
    public MqttVersion ProtocolVersion { get; init; } = MqttVersion.V500;

    /// <summary>
    /// Whether a broker that refuses MQTT 5.0, by its answer or by closing on CONNECT, is tried with 3.1.1 at once. One that takes 3.1.1 is asked for
    /// that from then on, as long as the client lives; what 3.1.1 does not have, requests among it, is not available there (<see cref="MqttClient.ProtocolVersion"/>).
    /// Without effect with <see cref="Authentication"/> or a <see cref="Password"/> without <see cref="UserName"/>, which need MQTT 5.0.
    /// </summary>
    public bool AllowVersionFallback { get; init; } = true;

    /// <summary>Wait before the second attempt over the broker list; doubled for each further one, and shortened at random by up to a half.</summary>
    public TimeSpan ReconnectDelayMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts.</summary>
    public TimeSpan ReconnectDelayMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>QoS 1 and 2 messages that the broker may send before they are acknowledged (MQTT 5.0).</summary>
    public ushort ReceiveMaximum { get; init; } = 1000;

    /// <summary>Largest packet that the client accepts, in bytes.</summary>
    public int MaximumPacketSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>Topic aliases that the broker may use towards the client, and at most as many the other way; zero: none (MQTT 5.0).</summary>
    public ushort TopicAliasMaximum { get; init; } = 32;

    /// <summary>Asks the broker for reason texts and user properties in its answers (MQTT 5.0, section 3.1.2.11.7).</summary>
    public bool RequestProblemInformation { get; init; } = true;

    /// <summary>Asks the broker for <see cref="MqttClient.ResponseInformation"/> (MQTT 5.0, section 3.1.2.11.6).</summary>
    public bool RequestResponseInformation { get; init; }

    /// <summary>User properties of CONNECT (MQTT 5.0).</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    /// <summary>Message that the broker publishes when the client is lost, or null.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>
    /// Gives the messages that are published each time that a broker has accepted the client, before everything that waits to be
    /// sent; null for none. Called on the connection's read loop: it must not block, and what it throws is logged.
    /// </summary>
    public Func<IReadOnlyList<MqttMessage>>? Births { get; init; }

    /// <summary>Bounds of the queue of messages that cannot be sent yet.</summary>
    public OfflineQueueOptions OfflineQueue { get; init; } = new();

    /// <summary>Where messages of QoS 1 and 2 are kept until they are delivered; null: in memory alone. See <see cref="UseFileStore"/>.</summary>
    public FileStoreOptions? FileStore { get; init; }

    /// <summary>TLS of <c>mqtts:</c> and <c>wss:</c>: whom the client trusts, its certificate, a check of its own.</summary>
    public TlsConnectorOptions Tls { get; init; } = new();

    /// <summary>The proxy through which brokers on the network are reached; null: directly.</summary>
    public ProxyOptions? Proxy { get; init; }

    /// <summary>Transports that can be used, with their own <see cref="Tls"/> and <see cref="Proxy"/>; null for those that work across machines. <c>memory:</c> needs one with its network.</summary>
    public TransportRegistry? Transports { get; init; }

    /// <summary>Random numbers from 0 to 1 for the jitter of the back-off.</summary>
    internal Func<double> NextRandom { get; init; } = Random.Shared.NextDouble;

    /// <summary>Clock and timers.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Receives log messages; null for none.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>
    /// These options with a file store: messages of QoS 1 and 2 that the client has accepted are delivered even if its process is killed before, when
    /// a client with the same store and <see cref="ClientId"/> connects again; QoS 2 exactly once, in both directions. Sets <see cref="CleanStart"/>
    /// to false, and needs a <see cref="ClientId"/> and a <see cref="SessionExpiry"/>.
    /// </summary>
    /// <param name="directory">Directory of the store, for this client alone.</param>
    /// <param name="completion">When a publish of QoS 1 or 2 completes.</param>
    /// <returns>The changed options.</returns>
    public MqttClientOptions UseFileStore(string directory, PublishCompletion completion = PublishCompletion.Acknowledged)
        => this with { CleanStart = false, FileStore = new FileStoreOptions { Directory = directory, Completion = completion } };
}
