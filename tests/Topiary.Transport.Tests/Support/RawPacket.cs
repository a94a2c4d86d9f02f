using System.Buffers.Binary;
using Topiary.Protocol;

namespace Topiary.Transport.Tests;

/// <summary>A QoS 0 PUBLISH whose whole body is a writer's number, a sequence number and a filling that follows from both.</summary>
internal readonly struct RawPacket(int writer, int sequence, int filling) : IOutboundPacket
{
    public const int Overhead = 8;

    public int GetSize(MqttVersion version) => 1 + LengthSize(Overhead + filling) + Overhead + filling;

    public int Write(Span<byte> destination, MqttVersion version)
    {
        int body = Overhead + filling;
        destination[0] = 0x30;
        int at = 1;
        for (int rest = body; ; rest >>= 7)
        {
            destination[at++] = (byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0));
            if (rest <= 0x7F)
            {
                break;
            }
        }

        BinaryPrimitives.WriteInt32BigEndian(destination[at..], writer);
        BinaryPrimitives.WriteInt32BigEndian(destination[(at + 4)..], sequence);
        destination.Slice(at + Overhead, filling).Fill((byte)(writer + sequence));
        return at + body;
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[GetSize(MqttVersion.V500)];
        Write(bytes, MqttVersion.V500);
        return bytes;
    }

    /// <summary>Reads it back; false when the body is not what the header numbers say.</summary>
    public static bool TryRead(PacketFrame frame, out int writer, out int sequence)
    {
        ReadOnlySpan<byte> body = frame.Body.Span;
        writer = BinaryPrimitives.ReadInt32BigEndian(body);
        sequence = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
        return frame.Type == PacketType.Publish && body[Overhead..].IndexOfAnyExcept((byte)(writer + sequence)) < 0;
    }

    private static int LengthSize(int length) => length switch { < 128 => 1, < 16_384 => 2, < 2_097_152 => 3, _ => 4 };
}
