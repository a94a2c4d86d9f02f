using System.Collections.Generic;
using System.Text;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>The levels of a topic as it is written and read: runs of text with their slashes, and what stands between them.</summary>
internal static class TopicParts
{
    /// <summary>Joins neighbouring literals and the slashes around placeholders into one literal each.</summary>
    public static List<TopicSegment> Of(EquatableArray<TopicSegment> segments)
    {
        var parts = new List<TopicSegment>();
        var text = new StringBuilder();
        for (var i = 0; i < segments.Count; i++)
        {
            text.Append(i == 0 ? "" : "/");
            if (segments[i].Kind == TopicSegmentKind.Literal)
            {
                text.Append(segments[i].Text);
                continue;
            }

            AddLiteral(parts, text);
            parts.Add(segments[i]);
        }

        AddLiteral(parts, text);
        return parts;
    }

    /// <summary>The level of this name, or null.</summary>
    public static LevelModel? Find(EquatableArray<LevelModel> levels, string name)
    {
        foreach (var level in levels)
        {
            if (level.Name == name)
            {
                return level;
            }
        }

        return null;
    }

    private static void AddLiteral(List<TopicSegment> parts, StringBuilder text)
    {
        if (text.Length > 0)
        {
            parts.Add(new TopicSegment(TopicSegmentKind.Literal, text.ToString()));
            text.Clear();
        }
    }
}
