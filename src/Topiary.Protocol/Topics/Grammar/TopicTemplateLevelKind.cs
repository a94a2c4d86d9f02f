namespace Topiary.Protocol;

/// <summary>Kind of a level of a topic template.</summary>
public enum TopicTemplateLevelKind
{
    /// <summary>Text that stands as it is; may be empty.</summary>
    Literal = 0,

    /// <summary><c>{name}</c>: one level, bound to a parameter.</summary>
    Placeholder,

    /// <summary><c>{**name}</c>: the rest of the topic, bound to a parameter; only at the end.</summary>
    Rest,

    /// <summary><c>+</c>: one level, not bound.</summary>
    SingleLevelWildcard,

    /// <summary><c>#</c>: the rest of the topic, not bound; only at the end.</summary>
    MultiLevelWildcard,
}
