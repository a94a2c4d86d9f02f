namespace Topiary.Protocol;

/// <summary>What the client's side of keep alive asks for.</summary>
public enum KeepAliveAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Send PINGREQ and report it by <see cref="KeepAlive.OnPingSent"/>.</summary>
    SendPing,

    /// <summary>The link is dead: close the connection.</summary>
    Close,
}
