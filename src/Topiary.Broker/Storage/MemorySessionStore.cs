namespace Topiary.Broker;

/// <summary>Keeps nothing beyond the process: the live sessions are the state.</summary>
internal sealed class MemorySessionStore : ISessionStore
{
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

    public ValueTask CommitAsync(CancellationToken cancellationToken) => default;
}
