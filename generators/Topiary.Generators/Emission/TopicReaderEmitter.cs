using System.Collections.Generic;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits the reading of a received topic's levels into locals.</summary>
internal static class TopicReaderEmitter
{
    /// <summary>Local that holds a level: no name of the program's begins like this, and none of these is a keyword.</summary>
    public static string Local(string level) => "v_" + level;

    /// <summary>
    /// Writes a reader and a condition that is true when the topic cannot be read; what follows must be the block for that
    /// case, which leaves the method.
    /// </summary>
    public static SourceWriter.Block Emit(SourceWriter writer, EquatableArray<TopicSegment> segments, EquatableArray<LevelModel> levels)
    {
        var conditions = Conditions(segments, levels);
        writer.Line($"var reader = new {Names.Runtime}TopicReader(message.Topic);");
        for (var i = 0; i < conditions.Count - 1; i++)
        {
            writer.Line((i == 0 ? "if (!(" : "    && ") + conditions[i]);
        }

        var last = conditions[conditions.Count - 1];
        return writer.Braces(conditions.Count == 1 ? $"if (!({last}))" : $"    && {last}))");
    }

    private static List<string> Conditions(EquatableArray<TopicSegment> segments, EquatableArray<LevelModel> levels)
    {
        var conditions = new List<string>();
        var isOpen = false;
        foreach (var part in TopicParts.Of(segments))
        {
            var level = part.Kind is TopicSegmentKind.Level or TopicSegmentKind.Rest ? TopicParts.Find(levels, part.Text) : null;
            var raw = level is null ? "_" : "var l" + CSharpText.Number(conditions.Count);
            switch (part.Kind)
            {
                case TopicSegmentKind.Literal:
                    conditions.Add($"reader.Literal({CSharpText.Utf8(part.Text)})");
                    break;
                case TopicSegmentKind.Level or TopicSegmentKind.AnyLevel:
                    conditions.Add($"reader.Level(out {raw})" + (level is null ? "" : " && " + Parse(level, raw)));
                    break;
                case TopicSegmentKind.Rest:
                    // One level or more, whether or not the method takes it: '#' matches the topic above as well.
                    isOpen = true;
                    raw = "var l" + CSharpText.Number(conditions.Count);
                    conditions.Add($"reader.Rest(out {raw}) && " + (level is null ? $"!{raw.Substring("var ".Length)}.IsEmpty" : ParseRest(level, raw)));
                    break;
                default:
                    isOpen = true;
                    conditions.Add("reader.Rest(out _)");
                    break;
            }
        }

        if (!isOpen)
        {
            conditions.Add("reader.AtEnd");
        }

        return conditions;
    }

    private static string Parse(LevelModel level, string raw)
    {
        var from = raw.Substring("var ".Length);
        var into = $"{level.Type} {Local(level.Name)}";
        if (level.Enum is { } model)
        {
            return $"{Names.EnumLevel(model)}.TryRead({from}, out {into})";
        }

        return $"{Names.Runtime}TopicLevel.{(level.Utf8Parsed ? "TryRead" : "TryReadSpan")}({from}, out {into})";
    }

    private static string ParseRest(LevelModel level, string raw) =>
        $"{Names.Runtime}TopicLevel.TryReadRest({raw.Substring("var ".Length)}, out {level.Type} {Local(level.Name)})";
}
