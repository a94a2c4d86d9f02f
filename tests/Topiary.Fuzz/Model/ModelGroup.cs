namespace Topiary.Fuzz;

/// <summary>A shared subscription: its members, and the messages that one of them has to get.</summary>
internal sealed class ModelGroup(string filter)
{
    public string Filter { get; } = filter;

    public Dictionary<ModelSession, ModelSubscription> Members { get; } = [];

    public List<ModelMessage> Waiting { get; } = [];

    /// <summary>Sent to a member that has gone without acknowledging: another may get it, or the same again.</summary>
    public List<(ModelSession Holder, Copy Copy)> Floating { get; } = [];

    /// <summary>QoS 0 messages of this step that a connected member has to get.</summary>
    public List<ModelMessage> Fleeting { get; } = [];

    public bool HasEnded { get; set; }
}
