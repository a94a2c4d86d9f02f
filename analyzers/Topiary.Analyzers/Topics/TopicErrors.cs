using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Topics.Text;
using Topiary.Protocol;

namespace Topiary.Analyzers.Topics;

/// <summary>Applies the grammar to a text, and tells which rule an error breaks.</summary>
internal static class TopicErrors
{
    /// <summary>Errors that are certain whatever the holes turn out to be.</summary>
    public static IEnumerable<TopicError> Find(string text, TopicSyntax syntax)
    {
        if (text.Length == 0 && syntax == TopicSyntax.TopicTemplate)
        {
            // A contract may have no prefix, or a topic that is its prefix; one that has neither is told by its parser.
            yield break;
        }

        foreach (var error in Check(text, syntax))
        {
            if (!IsUncertain(text, error))
            {
                yield return error;
            }
        }
    }

    /// <summary>The rule that an error breaks.</summary>
    public static DiagnosticDescriptor RuleOf(TopicErrorKind kind) => kind switch
    {
        TopicErrorKind.TooLong => TopicRules.TopicTooLong,
        TopicErrorKind.WildcardInName => TopicRules.WildcardInTopicName,
        TopicErrorKind.WildcardInsideLevel => TopicRules.WildcardInsideLevel,
        TopicErrorKind.MultiLevelWildcardNotLast => TopicRules.MultiLevelWildcardNotLast,
        TopicErrorKind.ShareNameEmpty or TopicErrorKind.ShareNameInvalid or TopicErrorKind.ShareFilterMissing => TopicRules.MalformedSharedSubscription,
        TopicErrorKind.Empty or TopicErrorKind.NulCharacter or TopicErrorKind.LoneSurrogate => TopicRules.MalformedTopic,
        _ => TopicRules.MalformedPlaceholder,
    };

    private static IReadOnlyList<TopicError> Check(string text, TopicSyntax syntax)
    {
        switch (syntax)
        {
            case TopicSyntax.Name:
                return One(TopicGrammar.CheckName(text));
            case TopicSyntax.Filter:
                return One(TopicGrammar.CheckFilter(text));
            default:
                return TopicTemplateGrammar.Parse(text, isFilter: syntax == TopicSyntax.FilterTemplate).Errors;
        }
    }

    private static IReadOnlyList<TopicError> One(TopicError error) => error.IsNone ? [] : [error];

    /// <summary>
    /// A hole at the start is often a prefix that ends with a slash, and one at the end may be empty: what stands beside
    /// them is left to run time. One in the middle fills a level.
    /// </summary>
    private static bool IsUncertain(string text, TopicError error)
    {
        if (error.Kind is TopicErrorKind.PlaceholderNameInvalid or TopicErrorKind.PlaceholderNameDuplicate)
        {
            return text.IndexOf(FoldedText.Hole, error.Position, error.Length) >= 0;
        }

        if (error.Kind is not (TopicErrorKind.WildcardInsideLevel or TopicErrorKind.PlaceholderInsideLevel))
        {
            return false;
        }

        var start = text.LastIndexOf('/', error.Position) + 1;
        var slash = text.IndexOf('/', error.Position);
        var end = slash < 0 ? text.Length : slash;
        var level = text.Substring(start, end - start);
        var known = start == 0 ? level.TrimStart(FoldedText.Hole) : level;
        known = end == text.Length ? known.TrimEnd(FoldedText.Hole) : known;
        return known.Length < level.Length && !HoldsMore(known);
    }

    private static bool HoldsMore(string level) =>
        level.Length > 1 && !(level[0] == '{' && level.IndexOf('}') == level.Length - 1);
}
