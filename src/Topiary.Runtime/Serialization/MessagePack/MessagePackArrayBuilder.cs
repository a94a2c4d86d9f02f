using System.ComponentModel;

namespace Topiary.Runtime;

/// <summary>
/// Collects the elements of an array. The array follows the elements that are there: a count that is only declared reserves
/// no more than a first piece.
/// </summary>
/// <typeparam name="T">Type of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct MessagePackArrayBuilder<T>
{
    private readonly int _expected;
    private T[] _items;
    private int _count;

    /// <summary>Prepares to collect.</summary>
    /// <param name="expected">Number of elements declared; just so many have to be added.</param>
    public MessagePackArrayBuilder(int expected)
    {
        _expected = expected;
        _items = expected == 0 ? [] : new T[MessagePackCollections.Capacity(expected)];
    }

    /// <summary>Adds an element.</summary>
    /// <param name="item">The element.</param>
    public void Add(T item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, (int)Math.Min(2L * _items.Length, _expected));
        }

        _items[_count++] = item;
    }

    /// <summary>The elements.</summary>
    /// <returns>The array.</returns>
    public readonly T[] ToArray() => _items;
}
