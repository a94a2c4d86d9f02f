namespace Topiary.Broker;

/// <summary>When a session without a connection ends.</summary>
internal sealed class SessionExpiry(Session session, BrokerCore core) : Deadline
{
    public override void OnDue(long now) => core.Sessions.Expire(session);
}
