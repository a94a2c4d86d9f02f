using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>A contract's topic of which <c>[Handles]</c> fixes some levels.</summary>
internal sealed class NarrowedTopic
{
    private NarrowedTopic(EquatableArray<TopicSegment> filter, EquatableArray<TopicSegment> topic)
    {
        Filter = filter;
        Topic = topic;
    }

    /// <summary>Levels of the filter: every fixed one is text.</summary>
    public EquatableArray<TopicSegment> Filter { get; }

    /// <summary>Levels as they are read: a fixed one that the method takes is read like any other.</summary>
    public EquatableArray<TopicSegment> Topic { get; }

    public static NarrowedTopic Parse(
        AttributeData attribute, IMethodSymbol declared, TopicModel topic, EquatableArray<LevelModel> taken, ParseContext context)
    {
        var fixedLevels = ParseLevels(attribute, declared, topic, context);
        var filter = new TopicSegment[topic.Segments.Count];
        var read = new TopicSegment[topic.Segments.Count];
        for (var i = 0; i < filter.Length; i++)
        {
            var segment = topic.Segments[i];
            filter[i] = read[i] = segment;
            if (segment.Kind == TopicSegmentKind.Level && fixedLevels.TryGetValue(segment.Text, out var text))
            {
                filter[i] = new TopicSegment(TopicSegmentKind.Literal, text);
                read[i] = IsTaken(segment.Text, taken) ? segment : filter[i];
            }
        }

        return new NarrowedTopic(new EquatableArray<TopicSegment>(filter), new EquatableArray<TopicSegment>(read));
    }

    private static bool IsTaken(string name, EquatableArray<LevelModel> taken)
    {
        foreach (var level in taken)
        {
            if (level.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, string> ParseLevels(
        AttributeData attribute, IMethodSymbol declared, TopicModel topic, ParseContext context)
    {
        var levels = new Dictionary<string, string>();
        if (attribute.ConstructorArguments.Length < 2 || attribute.ConstructorArguments[1] is not { Kind: TypedConstantKind.Array, IsNull: false } values)
        {
            return levels;
        }

        for (var i = 0; i < values.Values.Length; i++)
        {
            var text = values.Values[i].Value as string ?? "";
            var equals = text.IndexOf('=');
            var name = equals < 0 ? text : text.Substring(0, equals);
            var value = equals < 0 ? "" : text.Substring(equals + 1);
            if (Refusal(name, value, equals, declared, topic, levels) is { } refusal)
            {
                context.Report(ProblemId.HandledLevelInvalid, SourceLocation.OfArgument(attribute, i + 1), text, refusal);
            }
            else
            {
                levels.Add(name, value);
            }
        }

        return levels;
    }

    private static string? Refusal(
        string name, string value, int equals, IMethodSymbol declared, TopicModel topic, Dictionary<string, string> levels)
    {
        if (equals < 0)
        {
            return "it is not of the form name=value";
        }

        if (!TopicParameters.IsLevel(topic.Segments, name) || TopicParameters.Find(declared.Parameters, name) is not { } parameter)
        {
            return $"'{topic.Template}' has no level '{name}'";
        }

        if (levels.ContainsKey(name))
        {
            return $"'{name}' is fixed already";
        }

        foreach (var segment in topic.Segments)
        {
            if (segment.Kind == TopicSegmentKind.Rest && segment.Text == name)
            {
                return $"'{name}' is the rest of the topic, not one level";
            }
        }

        return LevelText.IsValid(parameter.Type, value) ? null : $"'{value}' is never sent as a level of type '{parameter.Type.ToDisplayString()}'";
    }
}
