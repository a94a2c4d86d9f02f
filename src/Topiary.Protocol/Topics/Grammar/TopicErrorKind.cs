namespace Topiary.Protocol;

/// <summary>What is wrong with a topic name, filter or template.</summary>
public enum TopicErrorKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is empty.</summary>
    Empty,

    /// <summary>It holds U+0000.</summary>
    NulCharacter,

    /// <summary>It holds half of a surrogate pair, which UTF-8 cannot express.</summary>
    LoneSurrogate,

    /// <summary>It has more than 65,535 bytes of UTF-8.</summary>
    TooLong,

    /// <summary>A wildcard stands in a topic name.</summary>
    WildcardInName,

    /// <summary><c>#</c> or <c>+</c> share their level with other characters.</summary>
    WildcardInsideLevel,

    /// <summary><c>#</c> is not the last level.</summary>
    MultiLevelWildcardNotLast,

    /// <summary>The share name of <c>$share/</c> is empty.</summary>
    ShareNameEmpty,

    /// <summary>The share name of <c>$share/</c> holds a wildcard or a placeholder.</summary>
    ShareNameInvalid,

    /// <summary>The filter behind the share name is missing or empty.</summary>
    ShareFilterMissing,

    /// <summary>A placeholder shares its level with other characters.</summary>
    PlaceholderInsideLevel,

    /// <summary>A <c>{</c> has no <c>}</c> in its level, or the other way round.</summary>
    PlaceholderUnclosed,

    /// <summary>A placeholder has no name.</summary>
    PlaceholderNameEmpty,

    /// <summary>The name of a placeholder is no identifier.</summary>
    PlaceholderNameInvalid,

    /// <summary>Two placeholders have the same name.</summary>
    PlaceholderNameDuplicate,

    /// <summary><c>{**name}</c> is not the last level.</summary>
    RestNotLast,
}
