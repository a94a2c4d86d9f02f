namespace Topiary.Generators.Model;

/// <summary>What stands at one level of a topic template or filter.</summary>
internal enum TopicSegmentKind
{
    /// <summary>Text.</summary>
    Literal,

    /// <summary><c>{name}</c>: one level.</summary>
    Level,

    /// <summary><c>{**name}</c>: the rest of the topic.</summary>
    Rest,

    /// <summary><c>+</c>: one level that nobody asks for.</summary>
    AnyLevel,

    /// <summary><c>#</c>: a rest that nobody asks for.</summary>
    AnyRest,
}
