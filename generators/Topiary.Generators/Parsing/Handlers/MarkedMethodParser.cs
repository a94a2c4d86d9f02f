using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Reads a method with <c>[Handles]</c> or <c>[Subscribe]</c>: a route for each attribute.</summary>
internal static class MarkedMethodParser
{
    /// <summary>Whether a method has one of the two attributes.</summary>
    public static bool IsMarked(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (IsMark(attribute))
            {
                return true;
            }
        }

        return false;
    }

    public static void Parse(IMethodSymbol method, RouteList routes, ParseContext context)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        if (Refusal(method, context) is { } refusal)
        {
            context.Report(ProblemId.UnsupportedHandlerMethod, method, method.Name, refusal);
            return;
        }

        foreach (var attribute in method.GetAttributes())
        {
            if (KnownTypes.IsAttribute(attribute, KnownTypes.SubscribeAttribute))
            {
                SubscribeParser.Parse(method, attribute, routes, context);
            }
            else if (KnownTypes.IsAttribute(attribute, KnownTypes.HandlesAttribute))
            {
                HandlesParser.Parse(method, attribute, routes, context);
            }
        }
    }

    private static bool IsMark(AttributeData attribute) =>
        KnownTypes.IsAttribute(attribute, KnownTypes.SubscribeAttribute) || KnownTypes.IsAttribute(attribute, KnownTypes.HandlesAttribute);

    private static string? Refusal(IMethodSymbol method, ParseContext context)
    {
        if (method.IsStatic)
        {
            return "it is static";
        }

        if (method.IsGenericMethod)
        {
            return "it has type parameters";
        }

        return method.ExplicitInterfaceImplementations.IsEmpty && context.Compilation.IsSymbolAccessibleWithin(method, context.Compilation.Assembly)
            ? null
            : "it is neither public nor internal";
    }
}
