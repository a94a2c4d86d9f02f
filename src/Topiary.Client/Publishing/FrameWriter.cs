using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>Writes frames into a connection's output, within what the broker announced.</summary>
/// <remarks>Threading: called under the outbound session's lock.</remarks>
internal sealed class FrameWriter(TimeProvider time)
{
    // Fixed header, topic length, packet identifier, property length, expiry and alias are never longer.
    private const int LargestOverhead = 32;

    /// <summary>Whether it is plain without measuring that a QoS 0 frame can be sent.</summary>
    public static bool IsWithin(PublishFrame frame, ServerLimits limits)
        => frame.Length + LargestOverhead <= limits.MaximumPacketSize && (!frame.Retain || limits.RetainAvailable);

    /// <summary>Why a frame can never be sent on a connection; null when it can.</summary>
    public static MqttPublishException? Check(PublishFrame frame, ILink link)
    {
        ServerLimits limits = link.Limits;
        if (frame.QoS > limits.MaximumQoS)
        {
            return new MqttPublishException(
                $"Publish to '{frame.TopicText()}' refused: the broker supports at most QoS {(int)limits.MaximumQoS}, the message has QoS {(int)frame.QoS}.",
                frame.TopicText(), ReasonCode.QoSNotSupported);
        }

        if (frame.Retain && !limits.RetainAvailable)
        {
            return new MqttPublishException(
                $"Publish to '{frame.TopicText()}' refused: the broker does not support retained messages.", frame.TopicText(), ReasonCode.RetainNotSupported);
        }

        return frame.Length + LargestOverhead > limits.MaximumPacketSize ? CheckSize(frame, link) : null;
    }

    /// <summary>Whether the frame's life time has run out since it was accepted.</summary>
    public bool IsExpired(PublishFrame frame)
        => frame.ExpirySeconds != 0 && frame.Begun != PublishFrame.NotQueued && time.GetElapsedTime(frame.Begun) >= TimeSpan.FromSeconds(frame.ExpirySeconds);

    /// <summary>Writes the frame as a PUBLISH. False when the output is full or closed: nothing was written.</summary>
    public bool TryWrite(PublishFrame frame, ILink link, ushort packetId, bool duplicate)
    {
        ushort alias = 0;
        bool isNew = false;
        if (link.Limits.TopicAliasMaximum > 0)
        {
            alias = link.Aliases.Assign(frame.Topic, out isNew);
        }

        PublishPacket packet = Packet(frame, link.Version, packetId, duplicate, alias, alias == 0 || isNew);
        if (alias != 0 && frame.Length + LargestOverhead > link.Limits.MaximumPacketSize && packet.GetSize(link.Version) > link.Limits.MaximumPacketSize)
        {
            // It was found to fit without one.
            if (isNew)
            {
                link.Aliases.Forget(alias);
                isNew = false;
            }

            packet = Packet(frame, link.Version, packetId, duplicate, 0, true);
        }

        if (link.Output.TryWrite(in packet, link.Version))
        {
            return true;
        }

        if (isNew)
        {
            // The broker has not been told what it stands for.
            link.Aliases.Forget(alias);
        }

        return false;
    }

    private static MqttPublishException? CheckSize(PublishFrame frame, ILink link)
    {
        PublishPacket packet = Packet(frame, link.Version, 1, false, 0, true, frame.ExpirySeconds);
        int size = packet.GetSize(link.Version);
        return size <= link.Limits.MaximumPacketSize ? null : new MqttPublishException(
            $"Publish to '{frame.TopicText()}' refused: the packet has {size} bytes, the broker accepts at most {link.Limits.MaximumPacketSize}.",
            frame.TopicText(), ReasonCode.PacketTooLarge);
    }

    private static PublishPacket Packet(PublishFrame frame, MqttVersion version, ushort packetId, bool duplicate, ushort alias, bool withTopic, uint expiry) => new()
    {
        Duplicate = duplicate,
        QoS = frame.QoS,
        Retain = frame.Retain,
        Topic = withTopic ? frame.TopicMemory : default,
        PacketId = packetId,
        Properties = version == MqttVersion.V500 ? new PublishProperties(frame.Properties, expiry == 0 ? null : expiry, alias) : default,
        Payload = frame.Payload,
    };

    private PublishPacket Packet(PublishFrame frame, MqttVersion version, ushort packetId, bool duplicate, ushort alias, bool withTopic)
        => Packet(frame, version, packetId, duplicate, alias, withTopic, RemainingSeconds(frame));

    private uint RemainingSeconds(PublishFrame frame)
    {
        if (frame.ExpirySeconds == 0 || frame.Begun == PublishFrame.NotQueued)
        {
            return frame.ExpirySeconds;
        }

        double left = frame.ExpirySeconds - Math.Floor(time.GetElapsedTime(frame.Begun).TotalSeconds);
        return (uint)Math.Max(1, left);
    }
}
