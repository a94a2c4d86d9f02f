namespace Topiary.Broker;

/// <summary>A delivery as a store gives it back at start.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Message">Its message; null once it is <see cref="DeliveryState.Released"/>.</param>
public readonly record struct StoredDelivery(DeliveryRecord Delivery, StoredMessage? Message);
