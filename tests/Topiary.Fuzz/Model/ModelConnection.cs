namespace Topiary.Fuzz;

/// <summary>What a client has said about its connection, and what is still due on it.</summary>
internal sealed class ModelConnection(FuzzConnection wire, ModelSession session)
{
    public FuzzConnection Wire { get; } = wire;

    public ModelSession Session { get; } = session;

    public int SendLimit { get; init; }

    public int MaximumPacketSize { get; init; } = int.MaxValue;

    public int AliasMaximum { get; init; }

    public int KeepAliveSeconds { get; init; }

    /// <summary>Whether the client acknowledges at once.</summary>
    public bool IsEager { get; init; }

    /// <summary>QoS 2 messages of earlier connections that were open when this one began.</summary>
    public int CarriedInbound { get; init; }

    /// <summary>Aliases that the client has set.</summary>
    public Dictionary<ushort, string> OwnAliases { get; } = [];

    /// <summary>Answers due in this step: type, packet identifier, reason codes (null: any).</summary>
    public List<(PacketType Type, ushort PacketId, ReasonCode[]? Codes)> Due { get; } = [];

    public void Owe(PacketType type, ushort packetId, params ReasonCode[]? codes) => Due.Add((type, packetId, codes));

    /// <summary>Why the broker has to close it in this step; empty: not at all.</summary>
    public ReasonCode[] Ending { get; set; } = [];
}
