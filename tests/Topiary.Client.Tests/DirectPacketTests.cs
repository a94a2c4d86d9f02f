using System.Text;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

/// <summary>A QoS 0 message that is written straight from its frame is the packet that the codec writes.</summary>
public sealed class DirectPacketTests
{
    [Theory]
    [InlineData(MqttVersion.V311, 0, 0, false)]
    [InlineData(MqttVersion.V311, 40, 60, true)]
    [InlineData(MqttVersion.V500, 0, 0, false)]
    [InlineData(MqttVersion.V500, 0, 60, true)]
    [InlineData(MqttVersion.V500, 40, 0, true)]
    [InlineData(MqttVersion.V500, 200, 4_000_000_000, false)]
    public void It_is_byte_for_byte_the_same(MqttVersion version, int contentType, uint expiry, bool retain)
    {
        foreach (int payload in new[] { 0, 1, 100, 127, 128, 16_384, 3_000_000 })
        {
            PublishFrame frame = PublishFrame.Create();
            frame.AppendTopic("a/b/c"u8);
            if (contentType > 0)
            {
                frame.SetContentType(Encoding.UTF8.GetBytes(new string('x', contentType)));
            }

            frame.GetSpan(payload)[..payload].Fill(7);
            frame.Advance(payload);
            (frame.Retain, frame.ExpirySeconds) = (retain, expiry);
            var expected = new PublishPacket
            {
                Retain = retain,
                Topic = "a/b/c"u8.ToArray(),
                Properties = version == MqttVersion.V500 ? new PublishProperties(frame.Properties, expiry == 0 ? null : expiry) : default,
                Payload = frame.Payload,
            };
            var counter = new DirectCounter();
            var direct = new DirectPacket(frame, counter);

            Assert.Equal(expected.GetSize(version), direct.GetSize(version));
            Assert.True(Bytes(expected, version).AsSpan().SequenceEqual(Bytes(direct, version)));
            Assert.Equal(1, counter.Count);
        }
    }

    private static byte[] Bytes<TPacket>(TPacket packet, MqttVersion version)
        where TPacket : IOutboundPacket
    {
        var bytes = new byte[packet.GetSize(version)];
        Assert.Equal(bytes.Length, packet.Write(bytes, version));
        return bytes;
    }
}
