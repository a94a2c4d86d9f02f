using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Topiary.Runtime;

/// <summary>Enumerates arrays and lists without allocating, and anything else through its enumerator.</summary>
/// <typeparam name="T">Type of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct JsonSequence<T>
{
    private readonly ReadOnlySpan<T> _items;
    private readonly IEnumerator<T>? _enumerator;
    private int _index = -1;

    /// <summary>Prepares to enumerate.</summary>
    /// <param name="items">The elements.</param>
    public JsonSequence(IEnumerable<T> items)
    {
        if (items is T[] array)
        {
            _items = array;
        }
        else if (items is List<T> list)
        {
            _items = CollectionsMarshal.AsSpan(list);
        }
        else
        {
            ArgumentNullException.ThrowIfNull(items);
            _enumerator = items.GetEnumerator();
        }
    }

    /// <summary>The element at hand.</summary>
    public readonly T Current => _enumerator is null ? _items[_index] : _enumerator.Current;

    /// <summary>The sequence itself.</summary>
    /// <returns>The sequence.</returns>
    public readonly JsonSequence<T> GetEnumerator() => this;

    /// <summary>Steps to the next element.</summary>
    /// <returns>False after the last one.</returns>
    public bool MoveNext() => _enumerator is null ? ++_index < _items.Length : _enumerator.MoveNext();

    /// <summary>Disposes the enumerator.</summary>
    public readonly void Dispose() => _enumerator?.Dispose();
}
