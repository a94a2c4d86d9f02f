namespace Topiary.Client;

/// <summary>A receiver that has to know when its subscription ends by itself. Called under a lock: it must only take a note.</summary>
internal interface ISubscriptionObserver
{
    void OnSubscriptionEnded(Exception reason);
}
