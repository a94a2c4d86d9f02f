namespace Topiary.Broker;

/// <summary>What the store is told about the end of the deliveries of one queue.</summary>
/// <remarks>Threading: guarded by the queue.</remarks>
internal sealed class StoredDeliveries(BrokerCore core)
{
    private List<Delivery>? _early;

    /// <summary>A delivery is finished or given up. If the store does not have it yet, it is told as soon as it does.</summary>
    public void Forget(in Delivery delivery)
    {
        if (!delivery.Key.IsStored)
        {
            return;
        }

        if (delivery.IsReady)
        {
            core.Store?.RemoveDelivery(delivery.Key);
        }
        else
        {
            (_early ??= []).Add(delivery);
        }
    }

    /// <summary>The store has been told of more messages.</summary>
    public void OnRecorded()
    {
        if (_early is null)
        {
            return;
        }

        foreach (Delivery delivery in _early.Where(delivery => delivery.IsReady))
        {
            core.Store?.RemoveDelivery(delivery.Key);
        }

        _early.RemoveAll(delivery => delivery.IsReady);
        _early = _early.Count == 0 ? null : _early;
    }
}
