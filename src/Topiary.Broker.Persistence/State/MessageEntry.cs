using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>What the store has of one message.</summary>
/// <remarks>Threading: guarded by the store.</remarks>
internal sealed class MessageEntry(long number)
{
    private readonly List<DeliveryEntry> _deliveries = [];

    public long Number { get; } = number;

    /// <summary>Its record.</summary>
    public LogEntry Entry { get; set; }

    /// <summary>The records before it with more deliveries.</summary>
    public List<LogEntry> Recipients { get; } = [];

    /// <summary>The message; null while the content is still to be read.</summary>
    public StoredMessage? Message { get; set; }

    /// <summary>The fields of a message whose content is still to be read.</summary>
    public MessageFields? Unread { get; set; }

    public required ReadOnlyMemory<byte> Topic { get; init; }

    /// <summary>Whether it is the retained message of its topic.</summary>
    public bool IsRetained { get; set; }

    /// <summary>How many deliveries are not done.</summary>
    public int Open { get; private set; }

    public bool IsAlive => IsRetained || Open > 0;

    /// <summary>The deliveries that are not done.</summary>
    public IEnumerable<DeliveryEntry> Deliveries => _deliveries.Where(delivery => ReferenceEquals(delivery.Message, this));

    public void Add(DeliveryEntry delivery)
    {
        delivery.Message = this;
        _deliveries.Add(delivery);
        Open++;
    }

    /// <summary>A delivery is done, or does not need the message any more.</summary>
    public void Release(DeliveryEntry delivery)
    {
        delivery.Message = null;
        Open--;
        if (_deliveries.Count > 16 && Open < _deliveries.Count / 2)
        {
            _deliveries.RemoveAll(other => !ReferenceEquals(other.Message, this));
        }
    }
}
