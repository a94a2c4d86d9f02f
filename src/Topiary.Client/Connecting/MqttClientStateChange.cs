namespace Topiary;

/// <summary>A change of a client's state.</summary>
public sealed class MqttClientStateChange
{
    internal MqttClientStateChange(MqttClientState previous, MqttClientState current)
    {
        Previous = previous;
        Current = current;
    }

    /// <summary>State before the change.</summary>
    public MqttClientState Previous { get; }

    /// <summary>State after it.</summary>
    public MqttClientState Current { get; }

    /// <summary>The broker that the change is about, as it stands in <see cref="MqttClientOptions.Brokers"/>; null when it is about none.</summary>
    public string? Broker { get; init; }

    /// <summary>Why a connection or an attempt ended; null when it did not fail.</summary>
    public Exception? Error { get; init; }

    /// <summary>Reason code that the broker gave, in CONNACK or DISCONNECT; null when it gave none.</summary>
    public ReasonCode? ReasonCode { get; init; }

    /// <summary>Server that the broker referred to (with reason 0x9C or 0x9D), or null. The client does not follow it by itself.</summary>
    public string? ServerReference { get; init; }

    /// <summary>With <see cref="MqttClientState.Connected"/>: the broker still had the session.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>With <see cref="MqttClientState.Reconnecting"/>: time until the next attempt.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Previous} -> {Current}{(Broker is null ? "" : $" ({Broker})")}{(Error is null ? "" : $": {Error.Message}")}";
}
