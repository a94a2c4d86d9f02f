using System.Diagnostics.CodeAnalysis;

namespace Topiary.Broker.Persistence;

/// <summary>Topics by their bytes.</summary>
internal sealed class TopicComparer : IEqualityComparer<ReadOnlyMemory<byte>>
{
    public static TopicComparer Instance { get; } = new();

    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode([DisallowNull] ReadOnlyMemory<byte> topic)
    {
        var hash = default(HashCode);
        hash.AddBytes(topic.Span);
        return hash.ToHashCode();
    }
}
