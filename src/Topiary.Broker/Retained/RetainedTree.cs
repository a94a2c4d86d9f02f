namespace Topiary.Broker;

/// <summary>Retained topics by level, so that a filter visits only the branches that it can match. Iterative: no depth overflows the stack.</summary>
/// <remarks>Threading: guarded by its owner.</remarks>
internal sealed class RetainedTree
{
    private readonly Node _root = new(null, []);
    private readonly Stack<(Node Node, int Start)> _stack = new();

    public int Count { get; private set; }

    /// <summary>Nodes looked at by matches so far: what a subscription costs.</summary>
    public long Visited { get; private set; }

    /// <summary>Whether no level is left behind.</summary>
    public bool IsPruned => _root.Children is null;

    public RetainedTopic? Find(ReadOnlySpan<byte> topic) => FindNode(topic)?.Value;

    public RetainedTopic GetOrAdd(ReadOnlySpan<byte> topic, Func<byte[], RetainedTopic> create)
    {
        Node node = _root;
        int start = 0;
        while (start >= 0)
        {
            node = node.GetOrAdd(NextLevel(topic, ref start));
        }

        if (node.Value is null)
        {
            node.Value = create(topic.ToArray());
            Count++;
        }

        return node.Value;
    }

    public void Remove(ReadOnlySpan<byte> topic)
    {
        Node? node = FindNode(topic);
        if (node?.Value is null)
        {
            return;
        }

        node.Value = null;
        Count--;
        while (node.Parent is { } parent && node.Value is null && node.Children is null)
        {
            parent.Remove(node.Level);
            node = parent;
        }
    }

    /// <summary>Appends the topics that a filter matches.</summary>
    public void Match(ReadOnlySpan<byte> filter, List<RetainedTopic> results)
    {
        _stack.Clear();
        _stack.Push((_root, 0));
        while (_stack.TryPop(out (Node Node, int Start) frame))
        {
            Visited++;
            int start = frame.Start;
            if (start < 0)
            {
                Collect(frame.Node, results);
                continue;
            }

            ReadOnlySpan<byte> level = NextLevel(filter, ref start);
            if (level is [(byte)'#'])
            {
                if (!ReferenceEquals(frame.Node, _root))
                {
                    Collect(frame.Node, results);
                }

                // '#' again at each child: everything below.
                PushChildren(frame.Node, frame.Start);
            }
            else if (level is [(byte)'+'])
            {
                PushChildren(frame.Node, start);
            }
            else if (frame.Node.Find(level) is { } child)
            {
                _stack.Push((child, start));
            }
        }
    }

    public void CollectAll(List<RetainedTopic> results)
    {
        _stack.Clear();
        _stack.Push((_root, -1));
        while (_stack.TryPop(out (Node Node, int Start) frame))
        {
            Collect(frame.Node, results);
            foreach (Node child in frame.Node.Children?.Values ?? Enumerable.Empty<Node>())
            {
                _stack.Push((child, -1));
            }
        }
    }

    private void PushChildren(Node node, int start)
    {
        if (node.Children is null)
        {
            return;
        }

        bool isRoot = ReferenceEquals(node, _root);
        foreach (Node child in node.Children.Values)
        {
            // A wildcard in the first level does not match topics of the server itself.
            if (!isRoot || child.Level is not [(byte)'$', ..])
            {
                _stack.Push((child, start));
            }
        }
    }

    private static void Collect(Node node, List<RetainedTopic> results)
    {
        if (node.Value is not null)
        {
            results.Add(node.Value);
        }
    }

    private Node? FindNode(ReadOnlySpan<byte> topic)
    {
        Node? node = _root;
        int start = 0;
        while (start >= 0 && node is not null)
        {
            node = node.Find(NextLevel(topic, ref start));
        }

        return node;
    }

    private static ReadOnlySpan<byte> NextLevel(ReadOnlySpan<byte> text, ref int start)
    {
        ReadOnlySpan<byte> rest = text[start..];
        int length = rest.IndexOf((byte)'/');
        start = length < 0 ? -1 : start + length + 1;
        return length < 0 ? rest : rest[..length];
    }

    private sealed class Node(Node? parent, byte[] level)
    {
        public Node? Parent { get; } = parent;

        public byte[] Level { get; } = level;

        public RetainedTopic? Value { get; set; }

        public Dictionary<byte[], Node>? Children { get; private set; }

        public Node? Find(ReadOnlySpan<byte> level)
            => Children is not null && Children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out Node? child) ? child : null;

        public Node GetOrAdd(ReadOnlySpan<byte> level)
        {
            if (Find(level) is { } found)
            {
                return found;
            }

            var child = new Node(this, level.ToArray());
            (Children ??= new Dictionary<byte[], Node>(Utf8KeyComparer.Instance)).Add(child.Level, child);
            return child;
        }

        public void Remove(byte[] level)
        {
            Children!.Remove(level);
            if (Children.Count == 0)
            {
                Children = null;
            }
        }
    }
}
