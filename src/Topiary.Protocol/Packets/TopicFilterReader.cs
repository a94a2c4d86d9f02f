using System.Text;

namespace Topiary.Protocol;

/// <summary>Reads the topic filters of SUBSCRIBE and UNSUBSCRIBE.</summary>
internal static class TopicFilterReader
{
    /// <summary>Reads a filter and checks its grammar, that of shared subscriptions too where the version has them.</summary>
    public static string Read(ref PacketReader reader, MqttVersion version, out bool isShared)
    {
        var offset = reader.Offset + 2;
        var filter = reader.ReadUtf8("Topic Filter");
        isShared = version == MqttVersion.V500 && SharedFilter.IsShared(filter);
        if (isShared ? !SharedFilter.TryParse(filter, out _, out _) : !TopicValidator.HasFilterShape(filter))
        {
            ProtocolError.Malformed(offset, "Topic Filter is against the grammar");
        }

        return Encoding.UTF8.GetString(filter);
    }
}
