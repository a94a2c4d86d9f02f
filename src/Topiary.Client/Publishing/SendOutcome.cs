namespace Topiary.Client;

/// <summary>What became of an attempt to send a frame.</summary>
internal enum SendOutcome
{
    /// <summary>It is in the output.</summary>
    Sent,

    /// <summary>The broker's Receive Maximum is used up; an acknowledgement will change that.</summary>
    NoQuota,

    /// <summary>The output is full or closed.</summary>
    NoRoom,

    /// <summary>It can never be sent on this connection; the exception says why.</summary>
    Refused,
}
