namespace Topiary.Client;

/// <summary>What traces and metrics say of a message that a reader has taken.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="BodySize">Bytes of its payload.</param>
/// <param name="QoS">Its quality of service.</param>
/// <param name="Properties">Its user properties; they carry the sender's context.</param>
internal readonly record struct TakenMessage(string Topic, int BodySize, QoS QoS, UserProperties Properties)
{
    /// <summary>Template of the topic, which names the span; null when it is not known.</summary>
    public string? Template { get; init; }

    /// <summary>Filter that it was received by.</summary>
    public string? Subscription { get; init; }
}
