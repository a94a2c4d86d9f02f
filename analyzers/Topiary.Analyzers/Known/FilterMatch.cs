using System;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Analyzers.Known;

/// <summary>Compares a filter with the topic of a contract, level by level.</summary>
internal static class FilterMatch
{
    private const int MostTypos = 2;

    /// <summary>Whether some topic of the contract's matches the filter.</summary>
    public static bool CanMatch(string[] filter, TopicModel topic)
    {
        var level = 0;
        for (var i = 0; ; i++)
        {
            if (i < filter.Length && filter[i] == "#")
            {
                return true;
            }

            if (i == topic.Segments.Count)
            {
                return i == filter.Length;
            }

            var segment = topic.Segments[i];
            if (segment.Kind == TopicSegmentKind.Rest)
            {
                return i < filter.Length;
            }

            var type = segment.Kind == TopicSegmentKind.Level ? topic.Levels[level++] : null;
            if (i == filter.Length || !Fits(filter[i], segment, type))
            {
                return false;
            }
        }
    }

    /// <summary>The level that alone keeps the filter from matching by a slip or two of the pen, and what it should be.</summary>
    public static (int Index, string Text)? Misspelt(string[] filter, TopicModel topic)
    {
        if (filter.Length != topic.Segments.Count)
        {
            return null;
        }

        (int Index, string Text)? found = null;
        var level = 0;
        for (var i = 0; i < filter.Length; i++)
        {
            var segment = topic.Segments[i];
            var type = segment.Kind == TopicSegmentKind.Level ? topic.Levels[level++] : null;
            if (Fits(filter[i], segment, type))
            {
                continue;
            }

            if (found is not null || segment.Kind != TopicSegmentKind.Literal || Distance(filter[i], segment.Text) > Math.Min(MostTypos, segment.Text.Length - 1))
            {
                return null;
            }

            found = (i, segment.Text);
        }

        return found;
    }

    private static bool Fits(string wanted, TopicSegment segment, LevelModel? type) =>
        wanted == "+" || (segment.Kind == TopicSegmentKind.Literal ? segment.Text == wanted : type is null || MayBe(type, wanted));

    /// <summary>Whether a level may be this text; what the user's own types take is not known.</summary>
    private static bool MayBe(LevelModel level, string text) =>
        level.Enum is { } choice ? choice.Members.Any(member => member.Text == text) : level.Type switch
        {
            "bool" => text is "true" or "false",
            "byte" or "ushort" or "uint" or "ulong" => ulong.TryParse(text, out _),
            "sbyte" or "short" or "int" or "long" => long.TryParse(text, out _),
            "global::System.Guid" => Guid.TryParse(text, out _),
            _ => true,
        };

    private static int Distance(string first, string second)
    {
        var row = Enumerable.Range(0, second.Length + 1).ToArray();
        for (var i = 1; i <= first.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (first[i - 1] == second[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[second.Length];
    }
}
