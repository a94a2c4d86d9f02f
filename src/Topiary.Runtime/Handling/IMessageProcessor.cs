namespace Topiary.Runtime;

/// <summary>Does the work of one message; called by the scheduler off the read loop.</summary>
internal interface IMessageProcessor
{
    /// <summary>Handles a message to its end, failures included; never throws.</summary>
    ValueTask ProcessAsync(IncomingMessage message);
}
