using System.Runtime.InteropServices;

namespace Topiary.Protocol;

/// <summary>One level of the filters in a <see cref="TopicTree{T}"/>.</summary>
internal sealed class TopicTreeNode<T>(TopicTreeNode<T>? parent, byte[] level)
{
    // Up to this number of children is searched one by one, which beats hashing and takes less memory.
    private const int MostInArray = 4;

    private TopicTreeNode<T>[] _few = [];
    private Dictionary<byte[], TopicTreeNode<T>>? _many;
    private List<T>? _values;

    public TopicTreeNode<T>? Parent { get; } = parent;

    public byte[] Level { get; } = level;

    /// <summary>The child for the level <c>+</c>.</summary>
    public TopicTreeNode<T>? Single { get; private set; }

    /// <summary>The child for the level <c>#</c>.</summary>
    public TopicTreeNode<T>? Multi { get; private set; }

    public ReadOnlySpan<T> Values => CollectionsMarshal.AsSpan(_values);

    public bool IsEmpty => _values is null && Single is null && Multi is null && _few.Length == 0 && _many is null;

    public void AddValue(T value) => (_values ??= new List<T>(1)).Add(value);

    public bool RemoveValue(T value)
    {
        if (_values is null || !_values.Remove(value))
        {
            return false;
        }

        if (_values.Count == 0)
        {
            _values = null;
        }

        return true;
    }

    /// <summary>The child for a level of a topic name.</summary>
    public TopicTreeNode<T>? FindLiteral(ReadOnlySpan<byte> level)
    {
        if (_many is not null)
        {
            return _many.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out var found) ? found : null;
        }

        foreach (var child in _few)
        {
            if (level.SequenceEqual(child.Level))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The child for a level of a filter.</summary>
    public TopicTreeNode<T>? Find(ReadOnlySpan<byte> level) => level switch
    {
        [(byte)'+'] => Single,
        [(byte)'#'] => Multi,
        _ => FindLiteral(level),
    };

    /// <summary>The child for a level of a filter, made when there is none.</summary>
    public TopicTreeNode<T> GetOrAdd(ReadOnlySpan<byte> level)
    {
        if (Find(level) is { } found)
        {
            return found;
        }

        var child = new TopicTreeNode<T>(this, Utf8LevelComparer.Instance.Create(level));
        switch (level)
        {
            case [(byte)'+']:
                Single = child;
                break;
            case [(byte)'#']:
                Multi = child;
                break;
            default:
                AddLiteral(child);
                break;
        }

        return child;
    }

    /// <summary>Takes the node and every ancestor out that holds nothing any more.</summary>
    public void Prune()
    {
        var node = this;
        while (node.Parent is { } parent && node.IsEmpty)
        {
            parent.Remove(node);
            node = parent;
        }
    }

    private void AddLiteral(TopicTreeNode<T> child)
    {
        if (_many is null && _few.Length < MostInArray)
        {
            _few = [.. _few, child];
            return;
        }

        if (_many is null)
        {
            _many = new Dictionary<byte[], TopicTreeNode<T>>(Utf8LevelComparer.Instance);
            foreach (var few in _few)
            {
                _many.Add(few.Level, few);
            }

            _few = [];
        }

        _many.Add(child.Level, child);
    }

    private void Remove(TopicTreeNode<T> child)
    {
        if (ReferenceEquals(child, Single))
        {
            Single = null;
        }
        else if (ReferenceEquals(child, Multi))
        {
            Multi = null;
        }
        else if (_many is null)
        {
            _few = Array.FindAll(_few, other => !ReferenceEquals(other, child));
        }
        else
        {
            _many.Remove(child.Level);
            _many = _many.Count == 0 ? null : _many;
        }
    }
}
