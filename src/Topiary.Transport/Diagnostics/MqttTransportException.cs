namespace Topiary.Transport;

/// <summary>A listener could not start, a connection could not be made, or an established one was lost.</summary>
public sealed class MqttTransportException : MqttException
{
    /// <summary>Creates one.</summary>
    /// <param name="failure">What failed.</param>
    /// <param name="message">What failed, where, and how to mend it.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public MqttTransportException(TransportFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What failed.</summary>
    public TransportFailure Failure { get; }

    internal static MqttTransportException Lost(TransportConnection connection, Exception cause) => cause as MqttTransportException ?? new MqttTransportException(
        TransportFailure.ConnectionLost,
        $"The connection to {connection.RemoteAddress} was lost: {cause.Message}",
        cause);
}
