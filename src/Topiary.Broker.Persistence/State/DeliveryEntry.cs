using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>What the store has of one delivery.</summary>
/// <remarks>Threading: guarded by the store.</remarks>
internal sealed class DeliveryEntry(in DeliveryRecord record)
{
    public DeliveryRecord Record { get; set; } = record;

    /// <summary>The message, whose record tells of the delivery too; null when it is not needed any more.</summary>
    public MessageEntry? Message { get; set; }

    /// <summary>The record of a delivery without message.</summary>
    public LogEntry Entry { get; set; }
}
