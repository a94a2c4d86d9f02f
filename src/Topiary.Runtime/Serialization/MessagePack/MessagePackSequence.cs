using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Topiary.Runtime;

/// <summary>
/// Enumerates arrays and lists without allocating, and anything else through its enumerator; knows the number of elements first.
/// </summary>
/// <typeparam name="T">Type of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct MessagePackSequence<T>
{
    private readonly ReadOnlySpan<T> _items;
    private readonly IEnumerator<T>? _enumerator;
    private int _index = -1;

    /// <summary>Prepares to enumerate.</summary>
    /// <param name="items">The elements.</param>
    public MessagePackSequence(IEnumerable<T> items)
    {
        if (items is T[] array)
        {
            _items = array;
        }
        else if (items is List<T> list)
        {
            _items = CollectionsMarshal.AsSpan(list);
        }
        else if (items.TryGetNonEnumeratedCount(out var count))
        {
            _enumerator = items.GetEnumerator();
            Count = count;
            return;
        }
        else
        {
            _items = items.ToArray();
        }

        Count = _items.Length;
    }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>The element at hand.</summary>
    public readonly T Current => _enumerator is null ? _items[_index] : _enumerator.Current;

    /// <summary>The sequence itself.</summary>
    /// <returns>The sequence.</returns>
    public readonly MessagePackSequence<T> GetEnumerator() => this;

    /// <summary>Steps to the next element.</summary>
    /// <returns>False after the last one.</returns>
    /// <exception cref="InvalidOperationException">There are more or fewer elements than their number said.</exception>
    public bool MoveNext()
    {
        _index++;
        if (_enumerator is null)
        {
            return _index < _items.Length;
        }

        var isThere = _enumerator.MoveNext();
        return isThere == _index < Count ? isThere : throw MessagePackErrors.Changed();
    }

    /// <summary>Disposes the enumerator.</summary>
    public readonly void Dispose() => _enumerator?.Dispose();
}
