namespace Topiary.Protocol;

/// <summary>Takes the values that <see cref="TopicTree{T}.Match{TCollector}"/> finds.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
public interface ITopicCollector<T>
{
    /// <summary>Takes the values of one matching filter.</summary>
    /// <param name="values">The values; valid during the call.</param>
    void Collect(ReadOnlySpan<T> values);
}
