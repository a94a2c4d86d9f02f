using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Declarations;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Usage;

/// <summary>
/// Tells whether two handlers get the same messages by mistake. That several modules listen to the same topics is common, and
/// so is one that listens to all that others take a part of. Two signs say otherwise: they do not agree on what the messages
/// are, or their filters cross, so that neither was written with the other one's topics in view.
/// </summary>
internal static class SharedTopics
{
    /// <summary>A topic of both and the sign; null when they share none, or seem to do so on purpose.</summary>
    public static (string Topic, string Reason)? WhyUnintended(HandlerRoute first, HandlerRoute second)
    {
        if (AreSameDeclaredTopic(first, second))
        {
            return null;
        }

        var cross = !Covers(first, second) && !Covers(second, first);
        if (cross && BeginsAnywhere(first) != BeginsAnywhere(second))
        {
            return null;
        }

        var reason = PayloadTypes.Differ(first.Model.Call.Payload, second.Model.Call.Payload) ? ReadDifferently(first, second)
            : cross && !TakesBranch(first) && !TakesBranch(second) ? $"their filters '{Shown(second)}' and '{Shown(first)}' cross"
            : null;
        return reason is not null && OverlapCheck.Witness(first, second) is { } topic ? (topic, reason) : null;
    }

    /// <summary>
    /// Whether the topics begin with a placeholder, as those of products do whose users choose the whole name of a device. They
    /// meet everybody's topics on paper only.
    /// </summary>
    private static bool BeginsAnywhere(HandlerRoute route) => route.Levels[0] == "+";

    /// <summary>Whether the route listens to a whole branch, and so may cross anything.</summary>
    private static bool TakesBranch(HandlerRoute route) => route.Levels[route.Levels.Length - 1] == "#";

    /// <summary>Two that handle one method of a contract, whole or narrowed, or name its filter: of the payload TOP4101 tells.</summary>
    private static bool AreSameDeclaredTopic(HandlerRoute first, HandlerRoute second)
    {
        var (one, other) = (first.Model.Declared, second.Model.Declared);
        return one is not null && other is not null
            ? one.Interface == other.Interface && one.FieldName == other.FieldName && one.Topic.Segments.Equals(other.Topic.Segments)
            : Names(first, other) || Names(second, one);
    }

    private static bool Names(HandlerRoute route, TopicMethodModel? declared) =>
        declared is not null && TopicParser.Filter(declared.Topic.Segments) == route.Model.Filter;

    private static string ReadDifferently(HandlerRoute first, HandlerRoute second) =>
        $"one reads '{PayloadTypes.Shown(second.Model.Call.Payload!.Type)}', the other '{PayloadTypes.Shown(first.Model.Call.Payload!.Type)}'";

    private static string Shown(HandlerRoute route) => route.Model.Declared?.Topic.Template ?? route.Model.Filter;

    /// <summary>Whether a filter takes in all topics of another one, of which it shares some.</summary>
    private static bool Covers(HandlerRoute wide, HandlerRoute narrow)
    {
        for (var i = 0; i < wide.Levels.Length; i++)
        {
            if (wide.Levels[i] == "#")
            {
                return true;
            }

            if (i == narrow.Levels.Length || narrow.Levels[i] == "#")
            {
                return false;
            }

            if (wide.Levels[i] != "+" ? wide.Levels[i] != narrow.Levels[i] : narrow.Levels[i] == "+" && !Covers(wide.TypeOf(i), narrow.TypeOf(i)))
            {
                return false;
            }
        }

        return wide.Levels.Length == narrow.Levels.Length;
    }

    private static bool Covers(ITypeSymbol? wide, ITypeSymbol? narrow) =>
        wide is null or { SpecialType: SpecialType.System_String }
        || SymbolEqualityComparer.Default.Equals(wide, narrow)
        || (IsInteger(wide) && IsInteger(narrow));

    /// <summary>Integers of another size are taken for the same: nobody tells topics apart by what an <c>int</c> holds.</summary>
    private static bool IsInteger(ITypeSymbol? type) => type is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 };
}
