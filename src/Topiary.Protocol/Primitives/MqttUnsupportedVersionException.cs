namespace Topiary;

/// <summary>
/// A CONNECT names a protocol or level that is not spoken here (MQTT 5.0, section 3.1.2.2). <see cref="ProtocolLevel"/>
/// tells a server in which form to answer: that of MQTT 5.0 for a level above 5, else that of MQTT 3.
/// </summary>
public sealed class MqttUnsupportedVersionException : MqttProtocolException
{
    /// <summary>Creates one.</summary>
    /// <param name="protocolName">Protocol name of the CONNECT.</param>
    /// <param name="protocolLevel">Protocol level of the CONNECT.</param>
    /// <param name="offset">Offset of the offending field in the packet.</param>
    public MqttUnsupportedVersionException(string protocolName, byte protocolLevel, long offset)
        : base(ReasonCode.UnsupportedProtocolVersion, offset, $"CONNECT: protocol \"{protocolName}\" level {protocolLevel} is not supported")
    {
        ProtocolName = protocolName;
        ProtocolLevel = protocolLevel;
    }

    /// <summary>Protocol name of the CONNECT.</summary>
    public string ProtocolName { get; }

    /// <summary>Protocol level of the CONNECT.</summary>
    public byte ProtocolLevel { get; }
}
