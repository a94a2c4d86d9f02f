namespace Topiary;

/// <summary>Received bytes break the protocol: they cannot be parsed, or say what is not allowed.</summary>
public class MqttProtocolException : MqttException
{
    /// <summary>Creates one.</summary>
    /// <param name="reasonCode">Reason code that the specification gives this error.</param>
    /// <param name="offset">Offset in the packet, counted from its first byte, at which the error was seen.</param>
    /// <param name="message">What is wrong.</param>
    public MqttProtocolException(ReasonCode reasonCode, long offset, string message)
        : base($"{message} (reason 0x{(byte)reasonCode:X2}, byte {offset} of the packet)")
    {
        ReasonCode = reasonCode;
        Offset = offset;
    }

    /// <summary>Reason code that the specification gives this error.</summary>
    public ReasonCode ReasonCode { get; }

    /// <summary>Offset in the packet, counted from its first byte, at which the error was seen.</summary>
    public long Offset { get; }
}
