namespace Topiary.Runtime;

/// <summary>Does the work of one batch; called by the scheduler off the read loop.</summary>
internal interface IBatchProcessor
{
    /// <summary>Handles the messages to their end, failures included; never throws.</summary>
    ValueTask ProcessAsync(IReadOnlyList<IncomingMessage> messages);
}
