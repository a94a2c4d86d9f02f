namespace Topiary.Generators.Model;

/// <summary>How the messages of a route are received and acknowledged.</summary>
/// <param name="QoS">Highest quality of service wanted, 0 to 2.</param>
/// <param name="Ack">Value of the acknowledgement mode.</param>
/// <param name="OnUnreadable">Value of the policy for unreadable payloads; 0 when nothing is said.</param>
/// <param name="Idempotent">Whether a request that comes again is answered as before.</param>
/// <param name="Order">Which messages are handled one after the other; null for those of one topic.</param>
/// <param name="Batch">How messages are put together; null for one at a time.</param>
internal readonly record struct RouteSettings(int QoS, int Ack, int OnUnreadable = 0, bool Idempotent = false, OrderModel? Order = null, BatchModel? Batch = null);
