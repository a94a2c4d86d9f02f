namespace Topiary.Broker;

/// <summary>A topic that has, or had, a retained message.</summary>
/// <remarks>Threading: the message is replaced as a whole under the lock of the store; any thread reads it.</remarks>
internal sealed class RetainedTopic(RetainedMessages owner, byte[] name) : Deadline
{
    private volatile StoredMessage? _message;

    public byte[] Name { get; } = name;

    public StoredMessage? Message
    {
        get => _message;
        set => _message = value;
    }

    public override void OnDue(long now) => owner.Expire(this);
}
