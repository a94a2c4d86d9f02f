namespace Topiary.Broker;

/// <summary>When the will of a client that has gone is published.</summary>
internal sealed class WillDelay(Session session, BrokerCore core) : Deadline
{
    public override void OnDue(long now) => core.Sessions.WillDelayPassed(session);
}
