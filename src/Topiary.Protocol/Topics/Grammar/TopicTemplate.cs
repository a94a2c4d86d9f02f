using System.Collections.Generic;
using System.Text;

namespace Topiary.Protocol;

/// <summary>A parsed topic template.</summary>
public sealed class TopicTemplate
{
    internal TopicTemplate(string text, string? shareName, IReadOnlyList<TopicTemplateLevel> levels, IReadOnlyList<TopicError> errors)
    {
        Text = text;
        ShareName = shareName;
        Levels = levels;
        Errors = errors;
    }

    /// <summary>The template as it was given.</summary>
    public string Text { get; }

    /// <summary>The share name of a template that begins with <c>$share/</c>, or null.</summary>
    public string? ShareName { get; }

    /// <summary>The levels in order, those of the share prefix left out.</summary>
    public IReadOnlyList<TopicTemplateLevel> Levels { get; }

    /// <summary>All errors in order of their position; empty when the template is valid.</summary>
    public IReadOnlyList<TopicError> Errors { get; }

    /// <summary>True when there is no error.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>The filter that matches every topic of the template: placeholders become wildcards.</summary>
    /// <returns>The filter, with the share prefix where there is one.</returns>
    public string ToFilter()
    {
        var filter = new StringBuilder();
        if (ShareName is not null)
        {
            filter.Append(TopicGrammar.SharePrefix).Append(ShareName).Append('/');
        }

        for (var i = 0; i < Levels.Count; i++)
        {
            filter.Append(i == 0 ? "" : "/");
            switch (Levels[i].Kind)
            {
                case TopicTemplateLevelKind.Placeholder:
                    filter.Append('+');
                    break;
                case TopicTemplateLevelKind.Rest:
                    filter.Append('#');
                    break;
                default:
                    filter.Append(Levels[i].Text);
                    break;
            }
        }

        return filter.ToString();
    }
}
