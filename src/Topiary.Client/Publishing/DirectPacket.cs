using System.Buffers.Binary;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client;

/// <summary>A QoS 0 PUBLISH without a topic alias, written from its frame in one go. It counts itself when it is written, under the output's lock.</summary>
internal readonly struct DirectPacket(PublishFrame frame, DirectCounter counter) : IOutboundPacket
{
    private const int ExpirySize = 5;
    private const byte ExpiryProperty = (byte)PropertyId.MessageExpiryInterval;

    public int GetSize(MqttVersion version)
    {
        int body = BodyLength(version);
        return 1 + VariableByteInteger.GetSize((uint)body) + body;
    }

    public int Write(Span<byte> destination, MqttVersion version)
    {
        counter.Count++;
        ReadOnlySpan<byte> topic = frame.Topic;
        destination[0] = (byte)(((int)PacketType.Publish << 4) | (frame.Retain ? 1 : 0));
        int position = 1 + VariableByteInteger.Write(destination[1..], (uint)BodyLength(version));
        BinaryPrimitives.WriteUInt16BigEndian(destination[position..], (ushort)topic.Length);
        topic.CopyTo(destination[(position + 2)..]);
        position += 2 + topic.Length;
        if (version == MqttVersion.V500)
        {
            position += VariableByteInteger.Write(destination[position..], (uint)PropertyLength);
            if (frame.ExpirySeconds != 0)
            {
                destination[position] = ExpiryProperty;
                BinaryPrimitives.WriteUInt32BigEndian(destination[(position + 1)..], frame.ExpirySeconds);
                position += ExpirySize;
            }
        }

        ReadOnlySpan<byte> rest = frame.Content[(version == MqttVersion.V500 ? topic.Length : topic.Length + frame.PropertyBytes)..];
        rest.CopyTo(destination[position..]);
        return position + rest.Length;
    }

    private int PropertyLength => frame.PropertyBytes + (frame.ExpirySeconds == 0 ? 0 : ExpirySize);

    private int BodyLength(MqttVersion version)
    {
        if (version != MqttVersion.V500)
        {
            return 2 + frame.Length - frame.PropertyBytes;
        }

        int properties = PropertyLength;
        return 2 + frame.Length - frame.PropertyBytes + VariableByteInteger.GetSize((uint)properties) + properties;
    }
}
