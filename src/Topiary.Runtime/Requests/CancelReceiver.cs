using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>Hears which requests are cancelled. Runs on the read loop.</summary>
internal sealed class CancelReceiver(ReplyChannel replies) : IMessageReceiver
{
    /// <inheritdoc/>
    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        receipt.Complete();
        if (ReplyProperties.ReadStream(message.Properties).Sign == StreamSign.Cancel
            && Correlation.TryRead(message.Properties.CorrelationData.Span, out var correlation))
        {
            replies.OnCancelled(correlation);
        }
    }
}
