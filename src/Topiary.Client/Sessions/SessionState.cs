using Microsoft.Extensions.Logging;

namespace Topiary.Client;

/// <summary>All that outlives a connection, and the order in which its parts learn of one.</summary>
internal sealed class SessionState : IAsyncDisposable
{
    private readonly SubscriptionTable _table = new();
    private readonly BirthWriter _births;
    private readonly ClientStore? _store;

    public SessionState(MqttClientOptions options, ILogger log)
    {
        _births = new BirthWriter(options, log);
        _store = options.FileStore is null ? null : new ClientStore(options, log);
        Outbound = new OutboundSession(options, _store, log);
        Subscriptions = new SubscriptionManager(_table, Outbound, options, log);
        Inbound = new InboundSession(_table, options, _store, log);
        if (_store is not null)
        {
            _store.Committed += Outbound.Stored!.OnCommitted;
            _store.Failed += Outbound.Stored.OnStoreFailed;
        }
    }

    public OutboundSession Outbound { get; }

    public SubscriptionManager Subscriptions { get; }

    public InboundSession Inbound { get; }

    /// <summary>Opens the store, if there is one, and takes over what an earlier run has left in it.</summary>
    /// <exception cref="MqttStoreException">It cannot be opened.</exception>
    public async ValueTask OpenAsync(CancellationToken ct)
    {
        if (_store is not null && await _store.OpenAsync(ct).ConfigureAwait(false) is { } content)
        {
            Inbound.Load(content.Inbound);
            Outbound.Stored!.Load(content.Messages);
        }
    }

    /// <summary>CONNACK accepted the client. Subscriptions go first, so that answers to what is published find them.</summary>
    public void OnConnected(ILink link, bool sessionPresent)
    {
        // User code, before anything is locked.
        IReadOnlyList<PublishFrame> births = _births.Write();
        Inbound.OnConnected(sessionPresent);
        Subscriptions.OnConnected(link, sessionPresent);
        Outbound.OnConnected(link, sessionPresent, births);
    }

    public void OnDisconnected(ILink link)
    {
        Subscriptions.OnDisconnected(link);
        Outbound.OnDisconnected(link);
        link.Acks.Clear();
    }

    public void OnDrained(ILink link)
    {
        Subscriptions.OnDrained(link);
        Outbound.OnDrained(link);
    }

    /// <summary>The client has stopped: nobody waits any longer.</summary>
    public void Close(Func<Exception> reason)
    {
        Outbound.Close(reason);
        Subscriptions.Close(reason);
    }

    public async ValueTask DisposeAsync()
    {
        Outbound.Dispose();
        if (_store is not null)
        {
            await _store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
