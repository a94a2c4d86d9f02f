namespace Topiary.Client;

/// <summary>Takes the messages of a subscription; see <see cref="MqttClient.SubscribeAsync(SubscriptionSpec, IMessageReceiver, CancellationToken)"/>.</summary>
public interface IMessageReceiver
{
    /// <summary>
    /// Takes one message. Runs on the read loop: it must not block and should only put the message away. It may be called once more
    /// right after the subscription was disposed.
    /// </summary>
    /// <param name="message">The message; its memory is valid during the call only.</param>
    /// <param name="receipt">
    /// To be completed when the message is done with, now or later, by any thread. The acknowledgement leaves when every receiver of the message has
    /// completed, in the order in which messages arrived; until then the message counts towards Receive Maximum.
    /// </param>
    void OnMessage(in ReceivedMessage message, MessageReceipt receipt);
}
