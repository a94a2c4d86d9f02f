namespace Topiary.Protocol;

/// <summary>
/// Values by topic filter, found by topic name: the subscriptions of a broker, the receivers of a client. The cost of a match
/// follows the filters that share a beginning with the topic, not their number. Iterative, so that no depth overflows the stack.
/// Not thread-safe; <see cref="Match{TCollector}"/> changes nothing, so that several may run while nobody writes.
/// </summary>
/// <remarks>
/// Each level of a filter is a node of about 100 bytes, so that whoever takes filters from strangers limits their depth.
/// Removing looks through the values of the one filter; where these are many, let the value be a set of its own.
/// </remarks>
/// <typeparam name="T">Type of the values.</typeparam>
public sealed class TopicTree<T>
{
    private readonly TopicTreeNode<T> _root = new(null, []);

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>True when no node is left: nothing was leaked by removing.</summary>
    internal bool IsPruned => _root.IsEmpty;

    /// <summary>Adds a value to a filter; equal ones are not looked for.</summary>
    /// <param name="filter">UTF-8 of a valid filter; of a shared subscription the inner one.</param>
    /// <param name="value">The value.</param>
    public void Add(ReadOnlySpan<byte> filter, T value)
    {
        var node = _root;
        var start = 0;
        while (start >= 0)
        {
            node = node.GetOrAdd(NextLevel(filter, ref start));
        }

        node.AddValue(value);
        Count++;
    }

    /// <summary>Removes a value from a filter, the first one that is equal; branches that become empty go too.</summary>
    /// <param name="filter">UTF-8 of the filter that it was added to.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when there is no such value.</returns>
    public bool Remove(ReadOnlySpan<byte> filter, T value)
    {
        if (FindNode(filter) is not { } node || !node.RemoveValue(value))
        {
            return false;
        }

        node.Prune();
        Count--;
        return true;
    }

    /// <summary>The values of exactly this filter, in the order in which they were added.</summary>
    /// <param name="filter">UTF-8 of the filter.</param>
    /// <returns>The values; valid until the next change of the tree.</returns>
    public ReadOnlySpan<T> GetValues(ReadOnlySpan<byte> filter) => FindNode(filter) is { } node ? node.Values : default;

    /// <summary>Appends the values of all filters that match a topic.</summary>
    /// <param name="topic">UTF-8 of a valid topic name.</param>
    /// <param name="results">Where they go; it is not cleared. A value added to several matching filters comes several times.</param>
    public void Match(ReadOnlySpan<byte> topic, List<T> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var collector = new ListCollector(results);
        Match(topic, ref collector);
    }

    /// <summary>Collects the values of all filters that match a topic.</summary>
    /// <typeparam name="TCollector">Type of the collector.</typeparam>
    /// <param name="topic">UTF-8 of a valid topic name.</param>
    /// <param name="collector">Called once for each matching filter.</param>
    public void Match<TCollector>(ReadOnlySpan<byte> topic, ref TCollector collector)
        where TCollector : struct, ITopicCollector<T>, allows ref struct
    {
        if (topic.IsEmpty || Count == 0)
        {
            return;
        }

        // Wildcards in the first level do not match topics of the server itself.
        var isOfServer = topic[0] == '$';
        Collect(isOfServer ? null : _root.Multi, ref collector);
        var start = 0;
        var level = NextLevel(topic, ref start);
        var buffer = default(TopicTreeStack<T>.Buffer);
        var stack = new TopicTreeStack<T>(buffer);
        try
        {
            stack.Push(isOfServer ? null : _root.Single, start);
            stack.Push(_root.FindLiteral(level), start);
            while (stack.TryPop(out var frame))
            {
                // "a/#" matches "a" and everything below.
                Collect(frame.Node.Multi, ref collector);
                if (frame.Start < 0)
                {
                    Collect(frame.Node, ref collector);
                    continue;
                }

                start = frame.Start;
                level = NextLevel(topic, ref start);
                stack.Push(frame.Node.Single, start);
                stack.Push(frame.Node.FindLiteral(level), start);
            }
        }
        finally
        {
            stack.Dispose();
        }
    }

    private static void Collect<TCollector>(TopicTreeNode<T>? node, ref TCollector collector)
        where TCollector : struct, ITopicCollector<T>, allows ref struct
    {
        if (node is not null && !node.Values.IsEmpty)
        {
            collector.Collect(node.Values);
        }
    }

    private TopicTreeNode<T>? FindNode(ReadOnlySpan<byte> filter)
    {
        var node = _root;
        var start = 0;
        while (start >= 0 && node is not null)
        {
            node = node.Find(NextLevel(filter, ref start));
        }

        return node;
    }

    /// <summary>Takes a level; <paramref name="start"/> moves behind its slash, or becomes -1 at the end.</summary>
    private static ReadOnlySpan<byte> NextLevel(ReadOnlySpan<byte> text, ref int start)
    {
        var rest = text[start..];
        var length = rest.IndexOf((byte)'/');
        start = length < 0 ? -1 : start + length + 1;
        return length < 0 ? rest : rest[..length];
    }

    private readonly struct ListCollector(List<T> results) : ITopicCollector<T>
    {
        public void Collect(ReadOnlySpan<T> values) => results.AddRange(values);
    }
}
