using System;
using System.Text;

namespace Topiary.Protocol;

/// <summary>
/// The grammar of topic names and filters over strings (MQTT 5.0, sections 4.7 and 4.8.2). This folder is also compiled into
/// the generator and the analyzers: it uses nothing newer than .NET Standard 2.0.
/// </summary>
public static class TopicGrammar
{
    /// <summary>Most bytes of UTF-8 that a topic may have.</summary>
    public const int MaxLength = 65535;

    /// <summary>What filters of shared subscriptions begin with.</summary>
    public const string SharePrefix = "$share/";

    /// <summary>Checks a topic name.</summary>
    /// <param name="topic">The name.</param>
    /// <returns>The first error; <see cref="TopicError.IsNone"/> when it is valid.</returns>
    public static TopicError CheckName(string topic)
    {
        var error = CheckText(topic);
        if (!error.IsNone)
        {
            return error;
        }

        var index = topic.IndexOfAny(s_wildcards);
        return index < 0 ? default : new TopicError(TopicErrorKind.WildcardInName, index, 1);
    }

    /// <summary>Checks a topic filter; one that begins with <c>$share/</c> as that of a shared subscription.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The first error; <see cref="TopicError.IsNone"/> when it is valid.</returns>
    public static TopicError CheckFilter(string filter)
    {
        var error = CheckText(filter);
        if (!error.IsNone)
        {
            return error;
        }

        error = CheckShare(filter, out var start);
        return error.IsNone ? CheckWildcards(filter, start) : error;
    }

    /// <summary>Tells whether a topic name is valid.</summary>
    /// <param name="topic">The name.</param>
    /// <returns>True when it is.</returns>
    public static bool IsValidName(string topic) => CheckName(topic).IsNone;

    /// <summary>Tells whether a topic filter is valid.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>True when it is.</returns>
    public static bool IsValidFilter(string filter) => CheckFilter(filter).IsNone;

    private static readonly char[] s_wildcards = { '+', '#' };

    /// <summary>Checks what holds for every topic: not empty, not too long, no U+0000, no half of a surrogate pair.</summary>
    internal static TopicError CheckText(string text)
    {
        text = text ?? throw new ArgumentNullException(nameof(text));
        if (text.Length == 0)
        {
            return new TopicError(TopicErrorKind.Empty, 0, 0);
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return new TopicError(TopicErrorKind.NulCharacter, i, 1);
            }

            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return new TopicError(TopicErrorKind.LoneSurrogate, i, 1);
                }

                i++;
            }
        }

        return Encoding.UTF8.GetByteCount(text) > MaxLength ? new TopicError(TopicErrorKind.TooLong, 0, text.Length) : default;
    }

    /// <summary>Checks the share prefix, if there is one, and tells where the filter proper begins.</summary>
    internal static TopicError CheckShare(string filter, out int start)
    {
        start = 0;
        if (!filter.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            return default;
        }

        var nameStart = SharePrefix.Length;
        var slash = filter.IndexOf('/', nameStart);
        var nameEnd = slash < 0 ? filter.Length : slash;
        if (nameEnd == nameStart)
        {
            return new TopicError(TopicErrorKind.ShareNameEmpty, nameStart, 0);
        }

        var wildcard = filter.IndexOfAny(s_wildcards, nameStart, nameEnd - nameStart);
        if (wildcard >= 0)
        {
            return new TopicError(TopicErrorKind.ShareNameInvalid, wildcard, 1);
        }

        start = nameEnd + 1;
        return start >= filter.Length ? new TopicError(TopicErrorKind.ShareFilterMissing, filter.Length, 0) : default;
    }

    private static TopicError CheckWildcards(string filter, int start)
    {
        var index = filter.IndexOfAny(s_wildcards, start);
        while (index >= 0)
        {
            var isLast = index + 1 == filter.Length;
            if ((index > start && filter[index - 1] != '/') || (!isLast && filter[index + 1] != '/'))
            {
                return new TopicError(TopicErrorKind.WildcardInsideLevel, index, 1);
            }

            if (filter[index] == '#' && !isLast)
            {
                return new TopicError(TopicErrorKind.MultiLevelWildcardNotLast, index, 1);
            }

            index = filter.IndexOfAny(s_wildcards, index + 1);
        }

        return default;
    }
}
