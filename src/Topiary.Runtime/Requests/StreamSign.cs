namespace Topiary.Runtime;

/// <summary>What a message of a streamed answer says.</summary>
internal enum StreamSign
{
    /// <summary>It is no part of a stream.</summary>
    None,

    /// <summary>The stream begins.</summary>
    Open,

    /// <summary>An element.</summary>
    Element,

    /// <summary>The responder is still there.</summary>
    Alive,

    /// <summary>The stream has ended.</summary>
    End,

    /// <summary>The requester has consumed elements.</summary>
    Credit,

    /// <summary>The requester wants no more.</summary>
    Cancel,

    /// <summary>The responder tells how far it is with a request for one answer.</summary>
    Progress,
}
