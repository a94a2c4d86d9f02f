namespace Topiary.Fuzz;

/// <summary>One copy of a message that a session has to get, or has got and not acknowledged.</summary>
internal sealed class Copy(ModelMessage message, QoS qos, bool retain, uint[] identifiers, ModelGroup? group)
{
    public ModelMessage Message { get; } = message;

    public QoS QoS { get; } = qos;

    public bool Retain { get; } = retain;

    public uint[] Identifiers { get; } = identifiers;

    /// <summary>The shared subscription that it comes from, or null.</summary>
    public ModelGroup? Group { get; } = group;

    /// <summary>Whether the broker may have dropped it: it is too large for a client that it was due to.</summary>
    public bool IsOptional { get; set; }

    public ushort PacketId { get; set; }

    /// <summary>PUBREC has been sent: only PUBREL may follow.</summary>
    public bool IsReleased { get; set; }

    /// <summary>It was sent on an earlier connection and not yet on this one.</summary>
    public bool IsStale { get; set; }

    /// <summary>Whether it counts against the Receive Maximum of the present connection.</summary>
    public bool CountsHere { get; set; }

    public override string ToString() => $"{Message}, delivery QoS {(int)QoS}{(Retain ? " retain" : "")} [{string.Join(',', Identifiers)}] id {PacketId}{(Group is null ? "" : $" of {Group.Filter}")}";
}
