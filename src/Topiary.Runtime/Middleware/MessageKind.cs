namespace Topiary;

/// <summary>What a message is for, as middleware sees it.</summary>
public enum MessageKind
{
    /// <summary>A message that nobody answers.</summary>
    OneWay = 0,

    /// <summary>A request for one answer.</summary>
    Request = 1,

    /// <summary>A request for a streamed answer.</summary>
    StreamRequest = 2,

    /// <summary>The answer to a request. Refusals are exceptions and no messages to middleware.</summary>
    Reply = 3,

    /// <summary>One element of a streamed answer.</summary>
    StreamElement = 4,

    /// <summary>A report of the progress of a request.</summary>
    Progress = 5,
}
