using System.Diagnostics.CodeAnalysis;

namespace Topiary.Protocol;

/// <summary>Throws the protocol errors, out of line so that the readers stay small.</summary>
internal static class ProtocolError
{
    [DoesNotReturn]
    public static void Malformed(long offset, string message) =>
        throw new MqttProtocolException(ReasonCode.MalformedPacket, offset, message);

    [DoesNotReturn]
    public static void Violation(long offset, string message) =>
        throw new MqttProtocolException(ReasonCode.ProtocolError, offset, message);

    [DoesNotReturn]
    public static void Throw(ReasonCode reasonCode, long offset, string message) =>
        throw new MqttProtocolException(reasonCode, offset, message);

    [DoesNotReturn]
    public static void WrongType(PacketType expected, PacketType actual) =>
        throw new ArgumentException($"The frame holds {actual}, not {expected}.", nameof(actual));
}
