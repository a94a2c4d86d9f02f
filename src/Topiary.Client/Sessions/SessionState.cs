using Microsoft.Extensions.Logging;

namespace Topiary.Client;

/// <summary>All that outlives a connection, and the order in which its parts learn of one.</summary>
internal sealed class SessionState : IDisposable
{
    private readonly SubscriptionTable _table = new();
    private readonly BirthWriter _births;

    public SessionState(MqttClientOptions options, ILogger log)
    {
        _births = new BirthWriter(options, log);
        Outbound = new OutboundSession(options, log);
        Subscriptions = new SubscriptionManager(_table, Outbound, options, log);
        Inbound = new InboundSession(_table, options, log);
    }

    public OutboundSession Outbound { get; }

    public SubscriptionManager Subscriptions { get; }

    public InboundSession Inbound { get; }

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

    public void Dispose() => Outbound.Dispose();
}
