namespace MessagePack;

/// <summary>As in MessagePack-CSharp.</summary>
/// <param name="place">Place in the array.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyAttribute(int place) : Attribute
{
    /// <summary>Place in the array.</summary>
    public int Place { get; } = place;
}
