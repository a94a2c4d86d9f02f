namespace Topiary;

/// <summary>Where the typed streams of contracts come from; use <see cref="ITopics{TContract}"/>.</summary>
public interface ITopics
{
    /// <summary>The connection that streams are read from. For generated code.</summary>
    Runtime.TopicSource Source { get; }
}
