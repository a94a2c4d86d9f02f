namespace Topiary.Generators.Model;

/// <summary>What a method on a topic does.</summary>
internal enum TopicKind
{
    /// <summary>Publishes a message, or handles one without an answer.</summary>
    OneWay,

    /// <summary>Asks for, or gives, one answer.</summary>
    Request,

    /// <summary>Asks for, or gives, a stream of answers.</summary>
    Stream,
}
