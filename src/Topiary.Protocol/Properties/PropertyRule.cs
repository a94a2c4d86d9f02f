namespace Topiary.Protocol;

/// <summary>What holds for one property: data type, where it may stand, where more than once, and which numbers it may have.</summary>
internal readonly struct PropertyRule(
    PropertyKind kind,
    PropertyScopes allowed,
    PropertyScopes repeatable = PropertyScopes.None,
    uint minimum = 0,
    uint maximum = uint.MaxValue)
{
    public PropertyKind Kind { get; } = kind;

    public PropertyScopes Allowed { get; } = allowed;

    public PropertyScopes Repeatable { get; } = repeatable;

    public uint Minimum { get; } = minimum;

    public uint Maximum { get; } = maximum;
}
