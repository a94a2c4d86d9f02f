namespace Topiary.Client;

/// <summary>QoS 0 messages that went into the output of one connection without the session's lock.</summary>
/// <remarks>Threading: written under the lock of that connection's output; a reader without it may be a little late.</remarks>
internal sealed class DirectCounter
{
    public long Count { get; set; }
}
