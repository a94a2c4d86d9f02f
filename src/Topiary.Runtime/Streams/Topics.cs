namespace Topiary.Runtime;

/// <summary>The topics of a contract over one client.</summary>
/// <typeparam name="TContract">The contract.</typeparam>
internal sealed class Topics<TContract>(TopicSource source) : ITopics<TContract>
    where TContract : class
{
    public TopicSource Source { get; } = source;
}
