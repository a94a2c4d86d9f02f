namespace Topiary;

/// <summary>When a publish of QoS 1 or 2 completes.</summary>
public enum PublishCompletion
{
    /// <summary>When the broker has acknowledged the message.</summary>
    Acknowledged,

    /// <summary>
    /// When the client's file store holds the message: from then on it is delivered, whatever happens to the process. That the broker refuses it
    /// is only logged then.
    /// </summary>
    Stored,
}
