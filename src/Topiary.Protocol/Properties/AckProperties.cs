namespace Topiary.Protocol;

/// <summary>Properties of PUBACK, PUBREC, PUBREL and PUBCOMP (MQTT 5.0, section 3.4.2.2 and alike).</summary>
public sealed record AckProperties : IPropertyFields
{
    /// <summary>What happened, for people; null when absent.</summary>
    public string? ReasonString { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    internal static AckProperties? From(PropertyBag bag)
    {
        var reason = bag.Text(PropertyId.ReasonString);
        return reason is null && bag.UserProperties.Count == 0
            ? null
            : new AckProperties { ReasonString = reason, UserProperties = bag.UserProperties };
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Text(ref sink, PropertyId.ReasonString, ReasonString);
        PropertyFields.User(ref sink, UserProperties);
    }
}
