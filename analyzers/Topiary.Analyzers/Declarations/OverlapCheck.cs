using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>Finds two methods of a handler that both get the messages of some topic, and such a topic.</summary>
internal static class OverlapCheck
{
    private static readonly string[] s_samples = ["x", "1", "true", "00000000-0000-0000-0000-000000000000", "2026-01-31"];

    public static void Report(IReadOnlyList<HandlerRoute> routes, Action<Diagnostic> report)
    {
        for (var i = 1; i < routes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Witness(routes[j], routes[i]) is { } topic)
                {
                    report(Diagnostic.Create(
                        HandlerRules.OverlappingFilters, routes[i].Method.NameLocation(), routes[i].Method.Name, routes[j].Method.Name, topic));
                    break;
                }
            }
        }
    }

    /// <summary>A topic that both routes read, or null. A route for everything overlaps on purpose.</summary>
    public static string? Witness(HandlerRoute first, HandlerRoute second)
    {
        if (first.Model.Filter == "#" || second.Model.Filter == "#")
        {
            return null;
        }

        var topic = new List<string>();
        for (var i = 0; ; i++)
        {
            var left = LevelAt(first, i);
            var right = LevelAt(second, i);
            if (left is null && right is null)
            {
                return string.Join("/", topic);
            }

            if (left is "#" || right is "#")
            {
                if ((left is null && second.NeedsRest(i)) || (right is null && first.NeedsRest(i)))
                {
                    return null;
                }

                topic.AddRange(Rest(left is "#" ? second : first, i));
                return string.Join("/", topic);
            }

            if (left is null || right is null || LevelOfBoth(first, left, second, right, i) is not { } level)
            {
                return null;
            }

            topic.Add(level);
        }
    }

    private static string? LevelAt(HandlerRoute route, int index) => index < route.Levels.Length ? route.Levels[index] : null;

    private static string? LevelOfBoth(HandlerRoute first, string left, HandlerRoute second, string right, int index)
    {
        if (left != "+" && right != "+")
        {
            return left == right ? left : null;
        }

        var leftType = left == "+" ? first.TypeOf(index) : null;
        var rightType = right == "+" ? second.TypeOf(index) : null;
        if ((IsOfUser(leftType) || IsOfUser(rightType)) && (left != right || !SymbolEqualityComparer.Default.Equals(leftType, rightType)))
        {
            // What the user's own type parses is not known: it may be there to tell the two apart.
            return null;
        }

        if (left == "+" && right == "+")
        {
            return Samples(leftType, rightType).FirstOrDefault(sample => Fits(leftType, sample) && Fits(rightType, sample));
        }

        var literal = left == "+" ? right : left;

        // Wildcards at the first level do not stand for what begins with '$' (MQTT 5.0, section 4.7.2).
        var isHidden = index == 0 && literal.StartsWith("$", StringComparison.Ordinal);
        return !isHidden && Fits(leftType ?? rightType, literal) ? literal : null;
    }

    private static bool IsOfUser(ITypeSymbol? type) =>
        type is { TypeKind: not TypeKind.Enum, SpecialType: SpecialType.None } && type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) != true;

    private static bool Fits(ITypeSymbol? type, string text) => type is null || LevelText.IsValid(type, text);

    private static IEnumerable<string> Samples(params ITypeSymbol?[] types) =>
        s_samples.Concat(types.Where(static type => type?.TypeKind == TypeKind.Enum).SelectMany(static type => type!.MemberNames()));

    private static IEnumerable<string> MemberNames(this ITypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Select(static field => field.Name);

    /// <summary>The levels of a filter from an index on, each with a text that fits.</summary>
    private static IEnumerable<string> Rest(HandlerRoute route, int index)
    {
        for (var i = index; i < route.Levels.Length; i++)
        {
            var type = route.Levels[i] == "+" ? route.TypeOf(i) : null;
            yield return route.Levels[i] switch
            {
                "+" => Samples(type).FirstOrDefault(sample => Fits(type, sample)) ?? "x",
                "#" => "x",
                var literal => literal,
            };
        }
    }
}
