using System.Text;

namespace Topiary.Broker;

/// <summary>A topic name that was published to or subscribed to, with what is known about it.</summary>
/// <remarks>Threading: immutable but for the cached match, which is replaced as a whole, and the exact subscriptions, which the index guards.</remarks>
internal sealed class Topic
{
    private readonly byte[] _name;
    private volatile Match? _match;
    private volatile bool _isEvicted;
    private string? _text;

    public Topic(byte[] name, int hash)
    {
        _name = name;
        Hash = hash;
        IsSystem = name.Length > 0 && name[0] == (byte)'$';
        IsReserved = IsSystem && (name.AsSpan().SequenceEqual("$SYS"u8) || name.AsSpan().StartsWith("$SYS/"u8));
        Levels = name.AsSpan().Count((byte)'/') + 1;
        int slash = name.AsSpan().IndexOf((byte)'/');
        Bucket = SubscriptionIndex.BucketOf(slash < 0 ? name : name.AsSpan(0, slash));
    }

    public ReadOnlyMemory<byte> Name => _name;

    public ReadOnlySpan<byte> NameSpan => _name;

    public int Hash { get; }

    /// <summary>Which epoch of the index concerns it; the same for all topics with the same first level.</summary>
    public int Bucket { get; }

    /// <summary>Whether it begins with <c>$</c>.</summary>
    public bool IsSystem { get; }

    /// <summary>Whether it is the broker's own: clients cannot publish to it.</summary>
    public bool IsReserved { get; }

    public int Levels { get; }

    public string Text => _text ??= Encoding.UTF8.GetString(_name);

    public Match? Match
    {
        get => _match;
        set => _match = value;
    }

    /// <summary>Whether the table has forgotten it; whoever holds it must look it up again.</summary>
    public bool IsEvicted
    {
        get => _isEvicted;
        set => _isEvicted = value;
    }

    /// <summary>Subscriptions to exactly this topic. Guarded by the index.</summary>
    public List<MatchTarget>? Exact { get; set; }

    public override string ToString() => Text;
}
