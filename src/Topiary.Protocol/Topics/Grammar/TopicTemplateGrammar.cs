using System;
using System.Collections.Generic;

namespace Topiary.Protocol;

/// <summary>
/// The grammar of topic templates: topics with <c>{name}</c> for a level and <c>{**name}</c> for the rest, and, where they are
/// subscribed to, <c>+</c> and <c>#</c>. Compiled into the generator and the analyzers too.
/// </summary>
public static class TopicTemplateGrammar
{
    /// <summary>Parses a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="isFilter">True when wildcards and <c>$share/</c> are allowed besides placeholders, as in a subscription.</param>
    /// <returns>Levels and errors.</returns>
    public static TopicTemplate Parse(string template, bool isFilter)
    {
        var levels = new List<TopicTemplateLevel>();
        var errors = new List<TopicError>();
        var error = TopicGrammar.CheckText(template);
        Report(errors, error);
        if (error.Kind == TopicErrorKind.Empty)
        {
            return new TopicTemplate(template, null, levels, errors);
        }

        var start = 0;
        string? shareName = null;
        if (isFilter && !ParseShare(template, errors, ref start, ref shareName))
        {
            return new TopicTemplate(template, null, levels, errors);
        }

        while (start <= template.Length)
        {
            var slash = template.IndexOf('/', start);
            var end = slash < 0 ? template.Length : slash;
            levels.Add(ParseLevel(template, start, end, isFilter, levels, errors));
            start = end + 1;
        }

        return new TopicTemplate(template, shareName, levels, errors);
    }

    private static bool ParseShare(string template, List<TopicError> errors, ref int start, ref string? shareName)
    {
        var error = TopicGrammar.CheckShare(template, out start);
        Report(errors, error);
        if (start == 0)
        {
            return error.IsNone;
        }

        var nameStart = TopicGrammar.SharePrefix.Length;
        shareName = template.Substring(nameStart, start - 1 - nameStart);
        var brace = shareName.IndexOfAny(s_braces);
        if (brace >= 0)
        {
            errors.Add(new TopicError(TopicErrorKind.ShareNameInvalid, nameStart + brace, 1));
        }

        return error.IsNone;
    }

    private static readonly char[] s_braces = { '{', '}' };

    private static TopicTemplateLevel ParseLevel(
        string template, int start, int end, bool isFilter, List<TopicTemplateLevel> before, List<TopicError> errors)
    {
        var text = template.Substring(start, end - start);
        if (text.IndexOfAny(s_braces) >= 0)
        {
            return ParsePlaceholder(template, text, start, before, errors);
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+' || text[i] == '#')
            {
                Report(errors, CheckWildcard(text, i, start, end == template.Length, isFilter));
            }
        }

        var kind = text == "+" ? TopicTemplateLevelKind.SingleLevelWildcard
            : text == "#" ? TopicTemplateLevelKind.MultiLevelWildcard
            : TopicTemplateLevelKind.Literal;
        return new TopicTemplateLevel(kind, text, start, text.Length);
    }

    private static TopicError CheckWildcard(string level, int index, int start, bool isLast, bool isFilter)
    {
        if (!isFilter)
        {
            return new TopicError(TopicErrorKind.WildcardInName, start + index, 1);
        }

        if (level.Length > 1)
        {
            return new TopicError(TopicErrorKind.WildcardInsideLevel, start + index, 1);
        }

        return level[index] == '#' && !isLast ? new TopicError(TopicErrorKind.MultiLevelWildcardNotLast, start + index, 1) : default;
    }

    private static TopicTemplateLevel ParsePlaceholder(
        string template, string text, int start, List<TopicTemplateLevel> before, List<TopicError> errors)
    {
        var open = text.IndexOf('{');
        var close = open < 0 ? -1 : text.IndexOf('}', open);
        if (close < 0)
        {
            errors.Add(new TopicError(TopicErrorKind.PlaceholderUnclosed, start + Math.Max(open, text.IndexOf('}')), 1));
            return new TopicTemplateLevel(TopicTemplateLevelKind.Literal, text, start, text.Length);
        }

        if (open != 0 || close != text.Length - 1)
        {
            errors.Add(new TopicError(TopicErrorKind.PlaceholderInsideLevel, start, text.Length));
            return new TopicTemplateLevel(TopicTemplateLevelKind.Literal, text, start, text.Length);
        }

        var isRest = text.StartsWith("{**", StringComparison.Ordinal);
        var nameStart = isRest ? 3 : 1;
        var name = text.Substring(nameStart, close - nameStart);
        Report(errors, CheckName(name, start + nameStart, before));
        if (isRest && start + text.Length != template.Length)
        {
            errors.Add(new TopicError(TopicErrorKind.RestNotLast, start, text.Length));
        }

        return new TopicTemplateLevel(isRest ? TopicTemplateLevelKind.Rest : TopicTemplateLevelKind.Placeholder, name, start, text.Length);
    }

    private static TopicError CheckName(string name, int position, List<TopicTemplateLevel> before)
    {
        if (name.Length == 0)
        {
            return new TopicError(TopicErrorKind.PlaceholderNameEmpty, position, 0);
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '_' && !char.IsLetter(name[i]) && (i == 0 || !char.IsLetterOrDigit(name[i])))
            {
                return new TopicError(TopicErrorKind.PlaceholderNameInvalid, position, name.Length);
            }
        }

        foreach (var level in before)
        {
            if (level.IsPlaceholder && level.Text == name)
            {
                return new TopicError(TopicErrorKind.PlaceholderNameDuplicate, position, name.Length);
            }
        }

        return default;
    }

    private static void Report(List<TopicError> errors, TopicError error)
    {
        if (!error.IsNone)
        {
            errors.Add(error);
        }
    }
}
