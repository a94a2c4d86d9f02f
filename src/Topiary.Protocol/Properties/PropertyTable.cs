namespace Topiary.Protocol;

/// <summary>The rules of all 27 properties, in one place for readers and writers (MQTT 5.0, section 2.2.2.2).</summary>
internal static class PropertyTable
{
    private static readonly PropertyRule[] s_rules = CreateRules();

    /// <summary>The rule of an identifier; its kind is <see cref="PropertyKind.None"/> when there is no such property.</summary>
    public static PropertyRule Find(uint id) => id < (uint)s_rules.Length ? s_rules[id] : default;

    /// <summary>The reason code for a value that a property cannot have.</summary>
    public static ReasonCode ReasonForBadValue(PropertyId id) =>
        id == PropertyId.TopicAlias ? ReasonCode.TopicAliasInvalid : ReasonCode.ProtocolError;

    private static PropertyRule[] CreateRules()
    {
        var rules = new PropertyRule[(int)PropertyId.SharedSubscriptionAvailable + 1];
        Add(rules, PropertyId.PayloadFormatIndicator, new(PropertyKind.Byte, PropertyScopes.Messages, maximum: 1));
        Add(rules, PropertyId.MessageExpiryInterval, new(PropertyKind.UInt32, PropertyScopes.Messages));
        Add(rules, PropertyId.ContentType, new(PropertyKind.Text, PropertyScopes.Messages));
        Add(rules, PropertyId.ResponseTopic, new(PropertyKind.Text, PropertyScopes.Messages));
        Add(rules, PropertyId.CorrelationData, new(PropertyKind.Binary, PropertyScopes.Messages));
        Add(rules, PropertyId.SubscriptionIdentifier, new(
            PropertyKind.VariableByteInteger,
            PropertyScopes.Publish | PropertyScopes.Subscribe,
            repeatable: PropertyScopes.Publish,
            minimum: 1,
            maximum: VariableByteInteger.MaxValue));
        Add(rules, PropertyId.SessionExpiryInterval, new(PropertyKind.UInt32, PropertyScopes.Connect | PropertyScopes.ConnAck | PropertyScopes.Disconnect));
        Add(rules, PropertyId.AssignedClientIdentifier, new(PropertyKind.Text, PropertyScopes.ConnAck));
        Add(rules, PropertyId.ServerKeepAlive, new(PropertyKind.UInt16, PropertyScopes.ConnAck));
        Add(rules, PropertyId.AuthenticationMethod, new(PropertyKind.Text, PropertyScopes.Connect | PropertyScopes.ConnAck | PropertyScopes.Auth));
        Add(rules, PropertyId.AuthenticationData, new(PropertyKind.Binary, PropertyScopes.Connect | PropertyScopes.ConnAck | PropertyScopes.Auth));
        Add(rules, PropertyId.RequestProblemInformation, new(PropertyKind.Byte, PropertyScopes.Connect, maximum: 1));
        Add(rules, PropertyId.WillDelayInterval, new(PropertyKind.UInt32, PropertyScopes.Will));
        Add(rules, PropertyId.RequestResponseInformation, new(PropertyKind.Byte, PropertyScopes.Connect, maximum: 1));
        Add(rules, PropertyId.ResponseInformation, new(PropertyKind.Text, PropertyScopes.ConnAck));
        Add(rules, PropertyId.ServerReference, new(PropertyKind.Text, PropertyScopes.ConnAck | PropertyScopes.Disconnect));
        Add(rules, PropertyId.ReasonString, new(
            PropertyKind.Text,
            PropertyScopes.ConnAck | PropertyScopes.Acknowledgements | PropertyScopes.SubAck | PropertyScopes.UnsubAck | PropertyScopes.Disconnect | PropertyScopes.Auth));
        Add(rules, PropertyId.ReceiveMaximum, new(PropertyKind.UInt16, PropertyScopes.Connect | PropertyScopes.ConnAck, minimum: 1));
        Add(rules, PropertyId.TopicAliasMaximum, new(PropertyKind.UInt16, PropertyScopes.Connect | PropertyScopes.ConnAck));
        Add(rules, PropertyId.TopicAlias, new(PropertyKind.UInt16, PropertyScopes.Publish, minimum: 1));
        Add(rules, PropertyId.MaximumQoS, new(PropertyKind.Byte, PropertyScopes.ConnAck, maximum: 1));
        Add(rules, PropertyId.RetainAvailable, new(PropertyKind.Byte, PropertyScopes.ConnAck, maximum: 1));
        Add(rules, PropertyId.UserProperty, new(PropertyKind.Pair, PropertyScopes.All, repeatable: PropertyScopes.All));
        Add(rules, PropertyId.MaximumPacketSize, new(PropertyKind.UInt32, PropertyScopes.Connect | PropertyScopes.ConnAck, minimum: 1));
        Add(rules, PropertyId.WildcardSubscriptionAvailable, new(PropertyKind.Byte, PropertyScopes.ConnAck, maximum: 1));
        Add(rules, PropertyId.SubscriptionIdentifiersAvailable, new(PropertyKind.Byte, PropertyScopes.ConnAck, maximum: 1));
        Add(rules, PropertyId.SharedSubscriptionAvailable, new(PropertyKind.Byte, PropertyScopes.ConnAck, maximum: 1));
        return rules;
    }

    private static void Add(PropertyRule[] rules, PropertyId id, PropertyRule rule) => rules[(int)id] = rule;
}
