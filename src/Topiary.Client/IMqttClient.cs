using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>
/// A managed MQTT client: it reconnects over its broker list, restores its subscriptions, resends what was in flight and queues
/// what is published while no broker is connected. All members may be called from any thread, also from handlers.
/// </summary>
public interface IMqttClient : IAsyncDisposable
{
    /// <summary>What the client is doing now.</summary>
    MqttClientState State { get; }

    /// <summary>
    /// Raised after every change of <see cref="State"/>, one at a time and in order, off the read loop. Handlers should return soon:
    /// the next connection attempt waits for them.
    /// </summary>
    event EventHandler<MqttClientStateChange>? StateChanged;

    /// <summary>
    /// Starts to manage the connection: from now on, until <see cref="DisconnectAsync"/>, the client connects and reconnects by itself.
    /// Completes with the first connection. A broker that cannot be reached is tried again with back-off; one that refuses for good is not.
    /// </summary>
    /// <param name="ct">Gives up; the client is then disconnected as before the call.</param>
    /// <returns>Completes once a broker is connected.</returns>
    /// <exception cref="MqttConnectException">Every broker of the list refused for good, for instance because of the password.</exception>
    ValueTask ConnectAsync(CancellationToken ct = default);

    /// <summary>Waits until a broker is connected; completes at once when one is.</summary>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>Completes once a broker is connected.</returns>
    /// <exception cref="MqttConnectException">The client has stopped because every broker refused it for good.</exception>
    ValueTask WaitForConnectedAsync(CancellationToken ct = default);

    /// <summary>
    /// Publishes a message. QoS 0 completes when the message is queued for sending; QoS 1 and 2 when the broker has acknowledged it.
    /// </summary>
    /// <remarks>
    /// After a lost connection unfinished QoS 1 and 2 messages are sent again: with their identifiers when the broker still has the session, so that QoS 2
    /// stays exactly-once; as new messages when it has lost it, so that a QoS 2 message that the broker had received but not confirmed may then arrive twice.
    /// Messages of the same QoS keep their order; a QoS 0 message may overtake QoS 1 and 2 ones that wait for Receive Maximum.
    /// </remarks>
    /// <param name="message">What to publish; its payload is copied before the call returns.</param>
    /// <param name="ct">
    /// Stops the wait. A message that has not begun to be sent is withdrawn; one that has is still delivered, since taking it back is impossible.
    /// </param>
    /// <returns>What the broker said.</returns>
    /// <exception cref="MqttPublishException">The broker refused the message, or announced that it would.</exception>
    /// <exception cref="MqttQueueFullException">The queue is full under <see cref="OfflineFullMode.Reject"/>.</exception>
    /// <exception cref="TimeoutException">No acknowledgement came within <see cref="MqttClientOptions.OperationTimeout"/>.</exception>
    ValueTask<MqttPublishResult> PublishAsync(MqttMessage message, CancellationToken ct = default);

    /// <summary>
    /// Subscribes, and keeps the subscription wanted until <see cref="UnsubscribeAsync"/>: it is restored whenever a session was lost.
    /// Its messages go to the readers of <see cref="Messages"/> with the same filter; those that arrive while there is none are acknowledged and dropped.
    /// </summary>
    /// <param name="filter">Topic filter; may be a shared one (<c>$share/group/filter</c>).</param>
    /// <param name="qos">Highest quality of service wanted.</param>
    /// <param name="ct">Stops the wait, and gives the subscription up.</param>
    /// <returns>What the broker granted.</returns>
    /// <exception cref="MqttSubscribeException">The broker refused the subscription.</exception>
    /// <exception cref="TimeoutException">No answer came within <see cref="MqttClientOptions.OperationTimeout"/>.</exception>
    ValueTask<MqttSubscribeResult> SubscribeAsync([StringSyntax("MqttTopicFilter")] string filter, QoS qos = QoS.AtLeastOnce, CancellationToken ct = default);

    /// <summary>Ends what <see cref="SubscribeAsync"/> began. Readers and receivers of the same filter keep the broker's subscription alive.</summary>
    /// <param name="filter">The filter as it was given.</param>
    /// <param name="ct">Stops the wait for the broker's answer.</param>
    /// <returns>Completes when the broker has answered; at once when it need not be asked.</returns>
    ValueTask UnsubscribeAsync([StringSyntax("MqttTopicFilter")] string filter, CancellationToken ct = default);

    /// <summary>
    /// The messages of a filter, subscribed while they are enumerated. Readers of the same filter share one subscription of the broker.
    /// </summary>
    /// <remarks>
    /// QoS 0 messages beyond the buffer are dropped (the new one with <see cref="FullMode.Wait"/>, the oldest otherwise) and counted.
    /// With <see cref="FullMode.Wait"/> QoS 1 and 2 messages are acknowledged as they are taken from the buffer, so that a slow reader
    /// presses back on the broker through Receive Maximum; with <see cref="FullMode.DropOldest"/> they are acknowledged as they arrive.
    /// </remarks>
    /// <param name="filter">Topic filter; may be a shared one.</param>
    /// <param name="qos">Highest quality of service wanted.</param>
    /// <param name="bufferCapacity">Messages that may wait for the reader.</param>
    /// <param name="fullMode">What happens beyond that.</param>
    /// <returns>An endless sequence; it ends with an exception when the subscription is refused, and by cancellation.</returns>
    IAsyncEnumerable<MqttMessage> Messages(
        [StringSyntax("MqttTopicFilter")] string filter, QoS qos = QoS.AtLeastOnce, int bufferCapacity = 1000, FullMode fullMode = FullMode.Wait);

    /// <summary>
    /// Sends DISCONNECT, closes the connection and stops reconnecting. Operations that still wait fail with <see cref="MqttDisconnectedException"/>.
    /// <see cref="ConnectAsync"/> may be called again.
    /// </summary>
    /// <param name="ct">Closes at once instead of sending what is still queued.</param>
    /// <returns>Completes when the connection is closed.</returns>
    ValueTask DisconnectAsync(CancellationToken ct = default);
}
