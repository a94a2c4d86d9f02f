namespace Topiary.Protocol;

/// <summary>An error in a topic name, filter or template: what and where.</summary>
public readonly struct TopicError
{
    /// <summary>Creates one.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="position">Index of the first character at fault.</param>
    /// <param name="length">Number of characters at fault.</param>
    public TopicError(TopicErrorKind kind, int position, int length)
    {
        Kind = kind;
        Position = position;
        Length = length;
    }

    /// <summary>What is wrong.</summary>
    public TopicErrorKind Kind { get; }

    /// <summary>Index of the first character at fault.</summary>
    public int Position { get; }

    /// <summary>Number of characters at fault; 0 when something is missing at the position.</summary>
    public int Length { get; }

    /// <summary>True when nothing is wrong.</summary>
    public bool IsNone => Kind == TopicErrorKind.None;

    /// <summary>The error in words, without the position.</summary>
    public string Message
    {
        get
        {
            switch (Kind)
            {
                case TopicErrorKind.None: return "";
                case TopicErrorKind.Empty: return "a topic has at least one character";
                case TopicErrorKind.NulCharacter: return "a topic cannot hold the character U+0000";
                case TopicErrorKind.LoneSurrogate: return "half of a surrogate pair cannot be written as UTF-8";
                case TopicErrorKind.TooLong: return "a topic has at most 65,535 bytes of UTF-8";
                case TopicErrorKind.WildcardInName: return "a topic that is published to cannot hold '+' or '#'";
                case TopicErrorKind.WildcardInsideLevel: return "'+' and '#' stand alone between slashes";
                case TopicErrorKind.MultiLevelWildcardNotLast: return "'#' stands only at the end";
                case TopicErrorKind.ShareNameEmpty: return "the share name behind '$share/' is missing";
                case TopicErrorKind.ShareNameInvalid: return "a share name cannot hold '+', '#' or a placeholder";
                case TopicErrorKind.ShareFilterMissing: return "a filter has to follow the share name: '$share/name/filter'";
                case TopicErrorKind.PlaceholderInsideLevel: return "a placeholder fills its whole level";
                case TopicErrorKind.PlaceholderUnclosed: return "'{' and '}' come in pairs within a level";
                case TopicErrorKind.PlaceholderNameEmpty: return "a placeholder has a name";
                case TopicErrorKind.PlaceholderNameInvalid: return "the name of a placeholder is that of a parameter: letters, digits and '_'";
                case TopicErrorKind.PlaceholderNameDuplicate: return "another placeholder has this name";
                default: return "'{**name}' stands only at the end";
            }
        }
    }

    /// <summary>The error in words with its position.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Message + " (position " + Position.ToString(System.Globalization.CultureInfo.InvariantCulture) + ")";
}
