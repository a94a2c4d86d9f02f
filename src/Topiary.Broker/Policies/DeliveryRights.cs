namespace Topiary.Broker;

/// <summary>What was decided about the topics that one session may receive.</summary>
/// <remarks>Threading: any thread; a short lock. Bounded: when there are too many, all are forgotten and asked for again.</remarks>
internal sealed class DeliveryRights
{
    private const int Most = 4096;

    private readonly Lock _gate = new();
    private Dictionary<byte[], (bool IsAllowed, long Until)>? _decisions;

    /// <summary>The last decision, however old; null when there is none.</summary>
    public bool? Find(ReadOnlySpan<byte> topic) => Find(topic, long.MinValue);

    /// <summary>The last decision, if it still counts.</summary>
    public bool? Find(ReadOnlySpan<byte> topic, long now)
    {
        lock (_gate)
        {
            return _decisions is not null && _decisions.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(topic, out (bool IsAllowed, long Until) decision)
                && decision.Until > now ? decision.IsAllowed : null;
        }
    }

    public void Set(ReadOnlySpan<byte> topic, bool isAllowed, long until)
    {
        lock (_gate)
        {
            _decisions ??= new Dictionary<byte[], (bool IsAllowed, long Until)>(Utf8KeyComparer.Instance);
            if (_decisions.Count >= Most)
            {
                _decisions.Clear();
            }

            _decisions.GetAlternateLookup<ReadOnlySpan<byte>>()[topic] = (isAllowed, until);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _decisions = null;
        }
    }
}
