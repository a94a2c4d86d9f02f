using System.Text;
using Topiary.Broker;
using Topiary.Protocol;

namespace Topiary.Testing;

/// <summary>Keeps every message that the broker has accepted, in order. Thread-safe.</summary>
internal sealed class PublishLog : IPublishObserver
{
    private readonly Lock _gate = new();
    private readonly List<RecordedMessage> _messages = [];

    public void OnPublish(ReadOnlySpan<byte> topic, in PublishPacket packet) => Add(new RecordedMessage(
        topic.ToArray(), packet.Payload.ToArray(), packet.Properties.Forwarded.ToArray(), packet.QoS, packet.Retain, packet.Properties.MessageExpiryInterval));

    public void Add(RecordedMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
        }
    }

    /// <summary>The messages on topics that match a filter.</summary>
    public IReadOnlyList<RecordedMessage> Matching(string filter)
    {
        var utf8 = Encoding.UTF8.GetBytes(filter);
        lock (_gate)
        {
            return _messages.FindAll(message => TopicMatcher.Matches(utf8, message.Topic));
        }
    }
}
