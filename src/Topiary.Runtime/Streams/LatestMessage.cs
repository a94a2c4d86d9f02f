using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>Keeps the newest message of a subscription. Written on the read loop, read by whoever waits.</summary>
internal sealed class LatestMessage(TimeProvider time) : IMessageReceiver
{
    private volatile IncomingMessage? _message;

    /// <summary>The newest message; null while none has come.</summary>
    public IncomingMessage? Message => _message;

    /// <inheritdoc/>
    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        var incoming = new IncomingMessage();
        incoming.Fill(message, receipt, time.GetTimestamp());
        incoming.Settle(ReasonCode.Success);
        _message = incoming;
    }
}
