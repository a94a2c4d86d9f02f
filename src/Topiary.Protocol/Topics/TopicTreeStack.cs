using System.Buffers;
using System.Runtime.CompilerServices;

namespace Topiary.Protocol;

/// <summary>The steps of a match still to be made: on the stack at first, in a pooled array when there are many.</summary>
internal ref struct TopicTreeStack<T>(Span<TopicTreeFrame<T>> initial)
{
    private Span<TopicTreeFrame<T>> _frames = initial;
    private TopicTreeFrame<T>[]? _rented;
    private int _count;

    public void Push(TopicTreeNode<T>? node, int start)
    {
        if (node is null)
        {
            return;
        }

        if (_count == _frames.Length)
        {
            Grow();
        }

        _frames[_count++] = new TopicTreeFrame<T>(node, start);
    }

    public bool TryPop(out TopicTreeFrame<T> frame)
    {
        if (_count == 0)
        {
            frame = default;
            return false;
        }

        frame = _frames[--_count];
        return true;
    }

    public readonly void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<TopicTreeFrame<T>>.Shared.Return(_rented, clearArray: true);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<TopicTreeFrame<T>>.Shared.Rent(_count * 2);
        _frames.CopyTo(larger);
        Dispose();
        _rented = larger;
        _frames = larger;
    }

    /// <summary>Room for the usual match.</summary>
    [InlineArray(16)]
    public struct Buffer
    {
        private TopicTreeFrame<T> _first;
    }
}
