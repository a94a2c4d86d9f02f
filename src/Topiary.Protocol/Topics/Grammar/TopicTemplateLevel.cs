namespace Topiary.Protocol;

/// <summary>A level of a topic template.</summary>
public readonly struct TopicTemplateLevel
{
    /// <summary>Creates one.</summary>
    /// <param name="kind">Kind of the level.</param>
    /// <param name="text">The literal text, or the name of the placeholder, or the wildcard.</param>
    /// <param name="position">Index in the template at which the level begins.</param>
    /// <param name="length">Number of characters of the level in the template.</param>
    public TopicTemplateLevel(TopicTemplateLevelKind kind, string text, int position, int length)
    {
        Kind = kind;
        Text = text;
        Position = position;
        Length = length;
    }

    /// <summary>Kind of the level.</summary>
    public TopicTemplateLevelKind Kind { get; }

    /// <summary>The literal text, or the name of the placeholder without braces and stars, or the wildcard.</summary>
    public string Text { get; }

    /// <summary>Index in the template at which the level begins.</summary>
    public int Position { get; }

    /// <summary>Number of characters of the level in the template.</summary>
    public int Length { get; }

    /// <summary>True for <c>{name}</c> and <c>{**name}</c>.</summary>
    public bool IsPlaceholder => Kind == TopicTemplateLevelKind.Placeholder || Kind == TopicTemplateLevelKind.Rest;
}
