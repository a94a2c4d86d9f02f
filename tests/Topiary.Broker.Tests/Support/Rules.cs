using System.Collections.Concurrent;

namespace Topiary.Broker.Tests;

/// <summary>An authorizer that forbids what it is told to, and really waits before it answers.</summary>
internal sealed class Rules(bool checksDelivery) : IAuthorizer
{
    private readonly ConcurrentDictionary<(AuthorizedAction Action, string ClientId, string Topic), bool> _forbidden = new();
    private int _asked;

    public bool ChecksDelivery => checksDelivery;

    /// <summary>Questions so far.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public void Forbid(AuthorizedAction action, string clientId, string topic) => _forbidden[(action, clientId, topic)] = true;

    public void Allow(AuthorizedAction action, string clientId, string topic) => _forbidden.TryRemove((action, clientId, topic), out _);

    public async ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        await Task.Yield();
        return !_forbidden.ContainsKey((request.Action, request.ClientId, request.Topic));
    }
}
