using System.Diagnostics.CodeAnalysis;

namespace Topiary.Broker;

/// <summary>
/// The retained messages that a subscription still has to send. It holds topics rather than messages: what is sent is what the
/// topic has when its turn comes, so nothing older follows a message that arrived meanwhile.
/// </summary>
/// <remarks>Threading: guarded by the outbox.</remarks>
internal sealed class RetainedReplay(string filter, List<RetainedTopic> topics, QoS qos, uint[] identifiers)
{
    private int _next;

    public List<RetainedTopic> Topics { get; } = topics;

    /// <summary>The filter of the subscription.</summary>
    public string Filter { get; } = filter;

    public QoS QoS { get; } = qos;

    public uint[] Identifiers { get; } = identifiers;

    public bool TryPeek(DateTimeOffset now, [NotNullWhen(true)] out StoredMessage? message)
    {
        for (; _next < Topics.Count; _next++)
        {
            message = Topics[_next].Message;
            if (message is not null && !message.IsExpired(now))
            {
                return true;
            }
        }

        message = null;
        return false;
    }

    public void Advance() => _next++;

    /// <summary>What has not been sent yet.</summary>
    public IEnumerable<RetainedTopic> Left => Topics.Skip(_next);

    /// <summary>Leaves topics out of what has not been sent yet.</summary>
    public int Remove(HashSet<RetainedTopic> topics)
    {
        RetainedTopic[] left = [.. Left.Where(topic => !topics.Contains(topic))];
        int removed = Topics.Count - _next - left.Length;
        Topics.RemoveRange(_next, Topics.Count - _next);
        Topics.AddRange(left);
        return removed;
    }
}
