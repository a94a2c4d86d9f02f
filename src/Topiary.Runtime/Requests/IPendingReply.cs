using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>A request that waits for its answer. Called on the read loop: puts away and returns.</summary>
internal interface IPendingReply
{
    /// <summary>Takes a message with the request's correlation data.</summary>
    /// <param name="message">The message; valid during the call.</param>
    /// <param name="word">Its stream property.</param>
    void OnReply(in ReceivedMessage message, StreamWord word);
}
