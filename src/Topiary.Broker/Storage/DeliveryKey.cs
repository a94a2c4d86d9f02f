namespace Topiary.Broker;

/// <summary>Names one delivery in a store.</summary>
/// <param name="Owner">Number of the session or shared subscription that it belongs to; 0: the store does not know of it.</param>
/// <param name="Sequence">Its number there; deliveries are made in this order.</param>
public readonly record struct DeliveryKey(long Owner, long Sequence)
{
    /// <summary>Whether the store knows of it.</summary>
    public bool IsStored => Owner != 0;
}
