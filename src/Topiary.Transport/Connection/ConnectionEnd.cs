namespace Topiary.Transport;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Exception">What was thrown, where something was.</param>
public sealed record ConnectionEnd(ConnectionEndReason Reason, Exception? Exception = null)
{
    /// <summary>The reason code of the protocol error, or null when it was none.</summary>
    public ReasonCode? ReasonCode => (Exception as MqttProtocolException)?.ReasonCode;

    /// <inheritdoc/>
    public override string ToString() => Exception is null ? Reason.ToString() : $"{Reason}: {Exception.Message}";
}
