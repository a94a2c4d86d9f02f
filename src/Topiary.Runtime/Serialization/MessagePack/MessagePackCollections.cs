using System.ComponentModel;

namespace Topiary.Runtime;

/// <summary>Makes collections for generated serializers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MessagePackCollections
{
    private const int LargestCapacity = 1024;

    /// <summary>Room that a collection begins with: no more than a first piece of what is only declared.</summary>
    /// <param name="declared">Number of elements declared.</param>
    /// <returns>Number of elements.</returns>
    public static int Capacity(int declared) => Math.Min(declared, LargestCapacity);

    /// <summary>A stack whose elements come in the order of an array when it is enumerated.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="items">The elements; their order is not kept in the array.</param>
    /// <returns>The stack.</returns>
    public static Stack<T> ToStack<T>(T[] items)
    {
        Array.Reverse(items);
        return new Stack<T>(items);
    }
}
