using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client;

/// <summary>Checks options once, so that everything behind can rely on them. Messages name the option and what would do.</summary>
internal static class MqttClientOptionsValidator
{
    private static readonly TlsConnectorOptions s_plainTls = new();
    private static readonly TimeSpan s_longestKeepAlive = TimeSpan.FromSeconds(ushort.MaxValue);

    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static void Check(MqttClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckBrokers(options.Brokers);
        Require(options.ProtocolVersion is MqttVersion.V311 or MqttVersion.V500, nameof(options.ProtocolVersion), $"is {options.ProtocolVersion}; it must be V311 or V500");
        Require(options.SessionExpiry >= TimeSpan.Zero, nameof(options.SessionExpiry), $"is {options.SessionExpiry}; it cannot be negative");
        Require(
            options.KeepAlive == TimeSpan.Zero || (options.KeepAlive >= TimeSpan.FromSeconds(1) && options.KeepAlive <= s_longestKeepAlive),
            nameof(options.KeepAlive), $"is {options.KeepAlive}; it must be zero or between 1 second and {s_longestKeepAlive}");
        Require(options.OperationTimeout > TimeSpan.Zero && options.OperationTimeout.TotalMilliseconds < int.MaxValue, nameof(options.OperationTimeout), $"is {options.OperationTimeout}; it must be positive and below 24 days");
        Require(options.ReconnectDelayMin > TimeSpan.Zero, nameof(options.ReconnectDelayMin), $"is {options.ReconnectDelayMin}; it must be positive");
        Require(options.ReconnectDelayMax >= options.ReconnectDelayMin, nameof(options.ReconnectDelayMax), $"is {options.ReconnectDelayMax}; it cannot be below ReconnectDelayMin");
        Require(options.ReceiveMaximum > 0, nameof(options.ReceiveMaximum), "is 0; it must be at least 1");
        Require(
            options.MaximumPacketSize is >= 64 and <= PacketConnectionOptions.LargestPacket,
            nameof(options.MaximumPacketSize), $"is {options.MaximumPacketSize}; it must be between 64 and {PacketConnectionOptions.LargestPacket}");
        CheckIdentity(options);
        CheckQueue(options.OfflineQueue);
        CheckStore(options);
        CheckWill(options.Will);
        Require(options.UserProperties is not null, nameof(options.UserProperties), "is null");
        Require(options.TimeProvider is not null, nameof(options.TimeProvider), "is null");
        CheckTransports(options);
    }

    private static void CheckBrokers(IReadOnlyList<string> brokers)
    {
        Require(brokers is { Count: > 0 }, nameof(MqttClientOptions.Brokers), "is empty; it needs at least one address such as mqtt://localhost:1883");
        foreach (string broker in brokers)
        {
            if (!MqttAddress.TryParse(broker, out _, out string? error))
            {
                throw Invalid(nameof(MqttClientOptions.Brokers), $"holds an address that cannot be used: {error}");
            }
        }
    }

    private static void CheckTransports(MqttClientOptions options)
    {
        Require(options.Tls is not null, nameof(options.Tls), "is null");
        bool hasOwn = options.Transports is not null;
        Require(!hasOwn || options.Proxy is null, nameof(options.Proxy), "has no effect beside Transports; give it to TransportRegistry.CreateDefault");
        Require(!hasOwn || options.Tls == s_plainTls, nameof(options.Tls), "has no effect beside Transports; give it to TransportRegistry.CreateDefault");
        try
        {
            ClientTransports.Create(options);
        }
        catch (MqttTransportException e)
        {
            string option = e.Failure == TransportFailure.CertificateNotUsable ? nameof(options.Tls) : nameof(options.Proxy);
            throw Invalid(option, $"cannot be used: {e.Message.TrimEnd('.')}");
        }
    }

    private static void CheckIdentity(MqttClientOptions options)
    {
        CheckText(options.ClientId, nameof(options.ClientId));
        CheckText(options.UserName, nameof(options.UserName));
        Require(options.Password is not { Length: > MqttText.MaxLength }, nameof(options.Password), "has more than 65,535 bytes");
        Require(
            options.ProtocolVersion == MqttVersion.V500 || options.Password is null || options.UserName is not null,
            nameof(options.Password), "needs a UserName on MQTT 3.1.1");
        Require(options.Authentication is null || options.ProtocolVersion == MqttVersion.V500, nameof(options.Authentication), "needs MQTT 5.0");
        Require(options.Authentication is not { Method: null or "" }, nameof(options.Authentication), "has no method");
    }

    private static void CheckQueue(OfflineQueueOptions queue)
    {
        Require(queue is not null, nameof(MqttClientOptions.OfflineQueue), "is null");
        Require(queue!.MaxMessages > 0, "OfflineQueue.MaxMessages", $"is {queue.MaxMessages}; it must be at least 1");
        Require(queue.MaxBytes > 0, "OfflineQueue.MaxBytes", $"is {queue.MaxBytes}; it must be at least 1");
        Require(Enum.IsDefined(queue.FullMode), "OfflineQueue.FullMode", $"is {queue.FullMode}; it must be Wait, DropOldest or Reject");
    }

    private static void CheckStore(MqttClientOptions options)
    {
        if (options.FileStore is not { } store)
        {
            return;
        }

        Require(store.Files is not null || !string.IsNullOrWhiteSpace(store.Directory), "FileStore.Directory", "is empty");
        Require(Enum.IsDefined(store.Durability), "FileStore.Durability", $"is {store.Durability}; it must be Process or Disk");
        Require(Enum.IsDefined(store.Completion), "FileStore.Completion", $"is {store.Completion}; it must be Acknowledged or Stored");
        Require(!string.IsNullOrEmpty(options.ClientId), nameof(options.ClientId), "is empty; with a FileStore it needs a fixed one, by which the broker knows the client again");
        Require(!options.CleanStart, nameof(options.CleanStart), "must be false with a FileStore: what was in flight belongs to the session that the broker has");
        Require(options.SessionExpiry > TimeSpan.Zero, nameof(options.SessionExpiry), "must be longer than zero with a FileStore: the broker has to keep the session while the client is away");
        Require(
            options.OfflineQueue.FullMode != OfflineFullMode.DropOldest,
            "OfflineQueue.FullMode", "cannot be DropOldest with a FileStore: what was accepted is not dropped; use Wait or Reject");
    }

    private static void CheckWill(MqttWill? will)
    {
        if (will is null)
        {
            return;
        }

        TopicError error = TopicGrammar.CheckName(will.Topic ?? "");
        Require(error.IsNone, "Will.Topic", $"is '{will.Topic}', which is no topic to publish to: {error}");
        Require(will.Payload.Length <= MqttText.MaxLength, "Will.Payload", "has more than 65,535 bytes");
        Require(will.QoS <= QoS.ExactlyOnce, "Will.QoS", $"is {(int)will.QoS}; it must be 0, 1 or 2");
        Require(will.Delay >= TimeSpan.Zero, "Will.Delay", $"is {will.Delay}; it cannot be negative");
        Require(will.Expiry is null || will.Expiry > TimeSpan.Zero, "Will.Expiry", $"is {will.Expiry}; it must be positive or null");
        CheckText(will.ContentType, "Will.ContentType");
    }

    private static void CheckText(string? text, string option)
    {
        try
        {
            _ = text is null ? 0 : MqttText.GetByteCount(text);
        }
        catch (ArgumentException e)
        {
            throw Invalid(option, $"cannot be sent: {e.Message}");
        }
    }

    private static void Require(bool condition, string option, string problem)
    {
        if (!condition)
        {
            throw Invalid(option, problem);
        }
    }

    private static ArgumentException Invalid(string option, string problem) => new($"MqttClientOptions.{option} {problem}.", option);
}
