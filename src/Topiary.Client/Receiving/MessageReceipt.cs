namespace Topiary.Client;

/// <summary>A receiver's part in the acknowledgement of a message; see <see cref="IMessageReceiver.OnMessage"/>.</summary>
/// <remarks>Threading: any thread. Every receiver completes its receipt exactly once; further calls on it have no effect.</remarks>
public readonly struct MessageReceipt
{
    private readonly InboundDelivery? _delivery;
    private readonly int _version;
    private readonly int _index;

    internal MessageReceipt(InboundDelivery delivery, int index)
    {
        _delivery = delivery;
        _version = delivery.Version;
        _index = index;
    }

    /// <summary>False for QoS 0 messages, which are not acknowledged; completing them has no effect.</summary>
    public bool IsAcknowledged => _delivery is not null;

    /// <summary>Says that the receiver is done with the message.</summary>
    /// <param name="reasonCode">
    /// What PUBACK or PUBREC shall say: success, or a failure such as <see cref="ReasonCode.UnspecifiedError"/>, which MQTT 3.1.1 cannot express.
    /// With several receivers the first failure counts.
    /// </param>
    public void Complete(ReasonCode reasonCode = ReasonCode.Success) => _delivery?.Complete(_version, _index, reasonCode);
}
