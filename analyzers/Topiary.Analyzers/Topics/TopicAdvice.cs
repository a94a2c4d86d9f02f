using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Topics.Text;
using Topiary.Protocol;

namespace Topiary.Analyzers.Topics;

/// <summary>Finds what the grammar allows but hardly anybody means.</summary>
internal static class TopicAdvice
{
    private const int MostLevels = 32;

    /// <summary>The warnings of a text, each with its range of characters and the second argument of its message.</summary>
    public static IEnumerable<(DiagnosticDescriptor Rule, int Start, int Length, string Detail)> Find(FoldedText folded, TopicSyntax syntax)
    {
        var text = folded.Value;
        var isPublished = syntax is TopicSyntax.Name or TopicSyntax.TopicTemplate;
        if (isPublished)
        {
            foreach (var found in FindSlashes(text))
            {
                yield return found;
            }

            if (Reserved(text, syntax) is { } reserved)
            {
                yield return (TopicRules.ReservedTopic, 0, reserved.Length, reserved);
            }
        }

        var levels = text.Split('/').Length;
        if (levels > MostLevels)
        {
            yield return (TopicRules.TooManyLevels, 0, text.Length, levels.ToString(CultureInfo.InvariantCulture));
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (Invisible(text, i) is { } kind)
            {
                yield return (TopicRules.InvisibleCharacter, i, 1, kind);
                break;
            }
        }

        if (syntax is TopicSyntax.Name or TopicSyntax.Filter && FindPlaceholder(folded) is { Length: > 0 } place)
        {
            yield return (TopicRules.PlaceholderInPlainTopic, place.Start, place.Length, text.Substring(place.Start, place.Length));
        }
    }

    private static IEnumerable<(DiagnosticDescriptor Rule, int Start, int Length, string Detail)> FindSlashes(string text)
    {
        if (text.StartsWith("/", StringComparison.Ordinal))
        {
            yield return (TopicRules.LeadingSlash, 0, 1, "");
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '/' && (text[i - 1] == '/' || i == text.Length - 1))
            {
                yield return (TopicRules.EmptyLevel, i, 1, "");
            }
        }
    }

    /// <summary>A contract may well describe what a broker says below <c>$SYS</c>, to receive it.</summary>
    private static string? Reserved(string text, TopicSyntax syntax) =>
        text.StartsWith(TopicGrammar.SharePrefix, StringComparison.Ordinal) ? TopicGrammar.SharePrefix
        : syntax == TopicSyntax.Name && text.StartsWith("$SYS/", StringComparison.Ordinal) ? "$SYS/"
        : null;

    private static string? Invisible(string text, int index)
    {
        var character = text[index];
        if (char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        {
            return "U+" + ((int)character).ToString("X4", CultureInfo.InvariantCulture);
        }

        var isEdge = index == 0 || index == text.Length - 1 || text[index - 1] == '/' || text[index + 1] == '/';
        return isEdge && char.IsWhiteSpace(character) ? "white space at the edge of a level" : null;
    }

    /// <summary>The first <c>{name}</c> that is written with single braces; doubled ones are meant.</summary>
    private static TextSpan FindPlaceholder(FoldedText folded)
    {
        var text = folded.Value;
        var open = text.IndexOf('{');
        var close = open < 0 ? -1 : text.IndexOf('}', open);
        if (close <= open + 1 || !folded.TryLocate(open, close - open + 1, out var written) || written.Length != close - open + 1)
        {
            return default;
        }

        for (var i = open + 1; i < close; i++)
        {
            if (!char.IsLetterOrDigit(text[i]) && text[i] is not ('_' or '*' or '.'))
            {
                return default;
            }
        }

        return TextSpan.FromBounds(open, close + 1);
    }
}
