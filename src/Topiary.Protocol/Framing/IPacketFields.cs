namespace Topiary.Protocol;

/// <summary>A packet that tells its fields to a sink; see <see cref="PacketEncoder"/>.</summary>
internal interface IPacketFields
{
    /// <summary>The first byte: type and flags.</summary>
    byte FirstByte { get; }

    /// <summary>Everything after the fixed header.</summary>
    void WriteBody<TSink>(ref TSink sink, MqttVersion version)
        where TSink : struct, IFieldSink, allows ref struct;
}
