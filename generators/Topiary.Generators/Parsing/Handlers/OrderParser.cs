using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads <c>[OrderBy]</c> on a handler's method.</summary>
internal static class OrderParser
{
    /// <summary>What the method's attribute says; null when it has none. Names of no level are reported.</summary>
    public static OrderModel? Parse(IMethodSymbol method, EquatableArray<TopicSegment> segments, ParseContext context)
    {
        if (KnownTypes.FindAttribute(method, KnownTypes.OrderByAttribute) is not { } attribute)
        {
            return null;
        }

        var names = new List<string>();
        var levels = new List<int>();
        var endsWithRest = false;
        foreach (var name in AttributeArguments.Strings(attribute, 0))
        {
            var level = IndexOf(segments, name);
            if (level < 0 || levels.Contains(level))
            {
                context.Report(
                    ProblemId.OrderedByNoLevel,
                    SourceLocation.OfArgument(attribute, names.Count),
                    name,
                    level < 0 ? "the topic has no level of this name" : "it is named twice");
                return null;
            }

            names.Add(name);
            levels.Add(level);
        }

        // The rest of a topic may hold slashes: as the last one it cannot be taken for several levels.
        for (var i = 0; i < levels.Count; i++)
        {
            if (segments[levels[i]].Kind == TopicSegmentKind.Rest)
            {
                endsWithRest = true;
                (levels[i], levels[levels.Count - 1]) = (levels[levels.Count - 1], levels[i]);
                (names[i], names[names.Count - 1]) = (names[names.Count - 1], names[i]);
                break;
            }
        }

        return new OrderModel(string.Join(",", names), endsWithRest, new EquatableArray<int>([.. levels]));
    }

    private static int IndexOf(EquatableArray<TopicSegment> segments, string name)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            if (segments[i].Kind is TopicSegmentKind.Level or TopicSegmentKind.Rest && segments[i].Text == name)
            {
                return i;
            }
        }

        return -1;
    }
}
