namespace Topiary.Broker.Tests;

/// <summary>A store whose commits can be held back and made to fail.</summary>
internal sealed class GatedStore : ISessionStore
{
    private TaskCompletionSource? _held;
    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    public void Hold() => Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release(Exception? failure = null)
    {
        TaskCompletionSource held = Interlocked.Exchange(ref _held, null)!;
        if (failure is null)
        {
            held.SetResult();
        }
        else
        {
            held.SetException(failure);
        }
    }

    public ValueTask<IReadOnlyList<StoredSession>> LoadAsync(CancellationToken cancellationToken) => new([]);

    public void SetSession(SessionRecord session)
    {
    }

    public void RemoveSession(string clientId)
    {
    }

    public void SetSubscription(string clientId, in SubscriptionRecord subscription)
    {
    }

    public void RemoveSubscription(string clientId, string filter)
    {
    }

    public void SetOutbound(string clientId, in OutboundRecord delivery)
    {
    }

    public void RemoveOutbound(string clientId, long sequence)
    {
    }

    public void AddInbound(string clientId, ushort packetId)
    {
    }

    public void RemoveInbound(string clientId, ushort packetId)
    {
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _held) is not { } held)
        {
            return default;
        }

        Interlocked.Increment(ref _waiting);
        return new ValueTask(held.Task);
    }
}
