namespace Topiary.Analyzers.Topics;

/// <summary>What a string is, as its parameter, property or field says by <c>[StringSyntax]</c>.</summary>
internal enum TopicSyntax
{
    /// <summary>No topic.</summary>
    None = 0,

    /// <summary><c>MqttTopic</c>: the name of a topic.</summary>
    Name = 1,

    /// <summary><c>MqttTopicFilter</c>: a filter, <c>$share</c> included.</summary>
    Filter = 2,

    /// <summary><c>MqttTopicTemplate</c>: a filter with placeholders.</summary>
    FilterTemplate = 3,

    /// <summary>The prefix or a template of a contract: no wildcards; the prefix or the template may be empty.</summary>
    TopicTemplate = 4,
}
