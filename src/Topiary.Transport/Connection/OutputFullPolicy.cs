namespace Topiary.Transport;

/// <summary>What happens when a packet does not fit into a connection's output queue.</summary>
public enum OutputFullPolicy
{
    /// <summary>The write returns false and changes nothing; the caller decides (wait, drop, keep for later).</summary>
    Refuse,

    /// <summary>The write returns false and the connection is aborted with <see cref="ConnectionEndReason.OutputFull"/>.</summary>
    Disconnect,
}
