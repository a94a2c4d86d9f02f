namespace Topiary.Protocol;

/// <summary>A packet that can be encoded: measured first, then written into a span of at least that size.</summary>
public interface IOutboundPacket
{
    /// <summary>Size of the whole packet, fixed header included.</summary>
    /// <param name="version">Version of the connection.</param>
    /// <returns>Number of bytes.</returns>
    /// <exception cref="ArgumentException">The packet cannot be encoded in this version.</exception>
    int GetSize(MqttVersion version);

    /// <summary>Writes the whole packet.</summary>
    /// <param name="destination">At least as long as <see cref="GetSize"/> says.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>Number of bytes written.</returns>
    int Write(Span<byte> destination, MqttVersion version);
}
