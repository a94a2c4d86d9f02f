namespace Topiary.Protocol;

/// <summary>Measures and writes packets that tell their fields to a sink.</summary>
internal static class PacketEncoder
{
    public static int GetSize<TPacket>(in TPacket packet, MqttVersion version)
        where TPacket : IPacketFields
    {
        var sizer = default(FieldSizer);
        packet.WriteBody(ref sizer, version);
        return 1 + VariableByteInteger.GetSize((uint)sizer.Length) + sizer.Length;
    }

    public static int Write<TPacket>(in TPacket packet, Span<byte> destination, MqttVersion version)
        where TPacket : IPacketFields
    {
        var sizer = default(FieldSizer);
        packet.WriteBody(ref sizer, version);
        var writer = new FieldWriter(destination);
        writer.Byte(packet.FirstByte);
        writer.VariableByteInteger((uint)sizer.Length);
        packet.WriteBody(ref writer, version);
        return writer.Position;
    }

    /// <summary>Writes a block of properties with its length in front.</summary>
    public static void WriteProperties<TSource, TSink>(ref TSink sink, in TSource source)
        where TSource : IPropertyFields
        where TSink : struct, IFieldSink, allows ref struct
    {
        var sizer = default(FieldSizer);
        source.WriteProperties(ref sizer);
        sink.VariableByteInteger((uint)sizer.Length);
        source.WriteProperties(ref sink);
    }
}
