using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// The context of one message, made when a handler asks for it. It outlives the message only to be acknowledged; reading it
/// then is refused, since the bytes belong to another message by that time.
/// </summary>
internal sealed class IncomingContext(IncomingMessage message, MessageReceipt receipt, bool isManual) : MessageContext
{
    private readonly MessageReceipt _receipt = receipt;
    private IncomingMessage? _message = message;
    private int _settled;
    private string? _topic;
    private UserProperties? _userProperties;

    public override string Topic => _topic ??= Message.TopicText;

    public override QoS QoS => Message.QoS;

    public override bool Retain => Message.Retain;

    public override bool Duplicate => Message.Duplicate;

    public override UserProperties UserProperties => _userProperties ??= Message.Properties.UserProperties.ToUserProperties();

    public override string? ContentType => Message.CopyContentType();

    public override string? ResponseTopic => Message.CopyResponseTopic();

    public override ReadOnlyMemory<byte> CorrelationData => Message.Properties.CorrelationData.ToArray();

    public override TimeSpan? Expiry => Message.Expiry;

    public override IReadOnlyList<uint> SubscriptionIdentifiers => Message.CopyIdentifiers();

    private IncomingMessage Message =>
        _message ?? throw new InvalidOperationException("The context of a message can be read until its handler has returned; copy what is needed longer.");

    public override void Acknowledge()
    {
        if (isManual)
        {
            Settle(ReasonCode.Success);
        }
    }

    internal void Settle(ReasonCode reasonCode)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            _receipt.Complete(reasonCode);
        }
    }

    /// <summary>The user properties as a set that can be added to; readers of <see cref="UserProperties"/> see what is added.</summary>
    internal UserProperties OpenUserProperties()
    {
        if (UserProperties == UserProperties.Empty)
        {
            _userProperties = new UserProperties();
        }

        return UserProperties;
    }

    /// <summary>Drops user properties that were added.</summary>
    internal void ForgetChanges() => _userProperties = null;

    internal void Invalidate() => _message = null;
}
