using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Topiary.Runtime;

/// <summary>Collects the elements of an array in a pooled buffer, so that only the array itself is allocated.</summary>
/// <typeparam name="T">Type of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct JsonArrayBuilder<T>
{
    private const int FirstCapacity = 16;

    private T[]? _items;
    private int _count;

    /// <summary>Adds an element.</summary>
    /// <param name="item">The element.</param>
    public void Add(T item)
    {
        if (_items is null || _count == _items.Length)
        {
            Grow();
        }

        _items![_count++] = item;
    }

    /// <summary>The elements; the builder is then of no more use.</summary>
    /// <returns>An array of just their number.</returns>
    public T[] ToArray()
    {
        if (_items is null)
        {
            return [];
        }

        var result = _items.AsSpan(0, _count).ToArray();
        Release();
        return result;
    }

    private void Grow()
    {
        var larger = ArrayPool<T>.Shared.Rent(_items is null ? FirstCapacity : _items.Length * 2);
        if (_items is not null)
        {
            _items.AsSpan(0, _count).CopyTo(larger);
            Release();
        }

        _items = larger;
    }

    private readonly void Release()
        => ArrayPool<T>.Shared.Return(_items!, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
}
