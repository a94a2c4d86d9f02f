using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker.Tests;

internal static class PacketExtensions
{
    public static string Text(this PublishPacket packet) => Encoding.UTF8.GetString(packet.Payload.Span);

    public static string TopicText(this PublishPacket packet) => Encoding.UTF8.GetString(packet.Topic.Span);

    public static uint[] Identifiers(this PublishPacket packet)
    {
        var identifiers = new List<uint>();
        foreach (uint identifier in packet.Properties.SubscriptionIdentifiers)
        {
            identifiers.Add(identifier);
        }

        return [.. identifiers];
    }
}
