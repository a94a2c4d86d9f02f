using System.ComponentModel;

namespace Topiary.Runtime;

/// <summary>Exceptions of the MessagePack serializers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MessagePackErrors
{
    internal const int MaxDepth = 64;

    /// <summary>A value is of a type that the declared one does not list as part of its union.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The exception.</returns>
    public static NotSupportedException NotInUnion<T>(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new NotSupportedException($"The type '{value.GetType()}' is not declared with [Union] on '{typeof(T)}'.");
    }

    internal static MessagePackFormatException CannotConvert(string type, string what, int offset)
        => new($"The MessagePack value could not be converted to {type}: it is {what}.", offset);

    internal static MessagePackFormatException DoesNotFit(string type, int offset, Exception? inner = null)
        => new($"The MessagePack value could not be converted to {type}: it is outside of what the type can hold.", offset, inner);

    internal static MessagePackFormatException Truncated(int offset)
        => new("The MessagePack payload ends in the middle of a value.", offset);

    internal static MessagePackFormatException TooDeep(int offset)
        => new($"The MessagePack payload is nested deeper than {MaxDepth} levels.", offset);

    internal static InvalidOperationException ValueTooDeep()
        => new($"The value is nested deeper than {MaxDepth} levels or contains itself.");

    internal static InvalidOperationException Changed()
        => new("The collection was changed while it was written.");
}
