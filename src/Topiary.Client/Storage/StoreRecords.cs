using System.Buffers.Binary;

namespace Topiary.Client;

/// <summary>The records of a client's store. All numbers are little-endian.</summary>
internal static class StoreRecords
{
    /// <summary>A message: sequence, progress, QoS and retain, expiry, time of acceptance, lengths; then topic, properties and payload.</summary>
    public const byte Message = 1;

    /// <summary>A message has gone a step on: sequence, progress.</summary>
    public const byte Change = 2;

    /// <summary>A message is done: sequence.</summary>
    public const byte Removed = 3;

    /// <summary>A received message of QoS 2 was handled: its identifier.</summary>
    public const byte InboundAdded = 4;

    /// <summary>A received message of QoS 2 was released: its identifier.</summary>
    public const byte InboundRemoved = 5;

    /// <summary>The client identifier that the packet identifiers belong to.</summary>
    public const byte Client = 6;

    public const int ChangeLength = 12;
    public const int MessageLength = ChangeLength + 1 + 4 + 8 + 4 + 4;

    private const byte RetainFlag = 4;
    private const byte BirthFlag = 8;
    private const byte QoSMask = 3;

    public static void WriteChange(Span<byte> bytes, long sequence, in DeliveryProgress progress)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, sequence);
        bytes[8] = (byte)progress.Place;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[9..], progress.PacketId);
        bytes[11] = (byte)progress.TakenOver;
    }

    public static void WriteMessage(Span<byte> bytes, long sequence, in DeliveryProgress progress, PublishFrame frame, DateTimeOffset accepted)
    {
        WriteChange(bytes, sequence, progress);
        bytes[12] = (byte)((int)frame.QoS | (frame.Retain ? RetainFlag : 0) | (frame.IsBirth ? BirthFlag : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[13..], frame.ExpirySeconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[17..], accepted.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[25..], frame.TopicMemory.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[29..], frame.Properties.Length);
    }

    public static long ReadSequence(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    public static DeliveryProgress ReadProgress(ReadOnlySpan<byte> bytes) =>
        new((FramePlace)bytes[8], BinaryPrimitives.ReadUInt16LittleEndian(bytes[9..]), (ReasonCode)bytes[11]);

    /// <summary>Fills a frame with what stands before the content; the content follows with <see cref="PublishFrame.Restore"/>.</summary>
    /// <returns>When the message was accepted, and the lengths of topic and properties.</returns>
    public static (DateTimeOffset Accepted, int Topic, int Properties) ReadMessage(ReadOnlySpan<byte> bytes, PublishFrame frame)
    {
        frame.QoS = (QoS)(bytes[12] & QoSMask);
        frame.Retain = (bytes[12] & RetainFlag) != 0;
        frame.IsBirth = (bytes[12] & BirthFlag) != 0;
        frame.ExpirySeconds = BinaryPrimitives.ReadUInt32LittleEndian(bytes[13..]);
        return (
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes[17..]), TimeSpan.Zero),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[25..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[29..]));
    }
}
