using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads a class marked with <c>[MqttHandler]</c>.</summary>
internal static class HandlerParser
{
    /// <summary>The handler's model, or null when there are problems; these are added to the list.</summary>
    public static HandlerModel? Parse(
        INamedTypeSymbol handler, Compilation compilation, ProblemList problems, CancellationToken cancellationToken)
    {
        var context = new ParseContext(compilation, problems, SourceLocation.Of(handler), cancellationToken);
        if (Refusal(handler) is { } refusal)
        {
            context.Report(ProblemId.UnsupportedHandlerClass, handler, handler.Name, refusal);
            return null;
        }

        string? share = null;
        var maxConcurrency = 0;
        var onUnreadable = 0;
        if (KnownTypes.FindAttribute(handler, KnownTypes.HandlerAttribute) is { } attribute)
        {
            share = ParseShare(attribute, context);
            maxConcurrency = AttributeArguments.Number(attribute, "MaxConcurrency", 0, 0, int.MaxValue, context);
            onUnreadable = UnreadablePolicyOf(attribute, context);
        }

        var routes = new RouteList(handler, onUnreadable, context);
        ContractRouteParser.Parse(handler, routes, context);
        foreach (var method in MarkedMethods(handler))
        {
            MarkedMethodParser.Parse(method, routes, context);
        }

        if (routes.Count == 0 && context.Sound)
        {
            context.Report(ProblemId.HandlerHandlesNothing, handler, handler.Name);
        }

        return context.Sound ? CreateModel(handler, share, maxConcurrency, routes) : null;
    }

    /// <summary>Value of the policy for unreadable payloads that an attribute names; 0 when it names none.</summary>
    public static int UnreadablePolicyOf(AttributeData attribute, ParseContext context) =>
        AttributeArguments.Number(attribute, "OnUnreadable", 0, 0, 3, context);

    private static HandlerModel CreateModel(INamedTypeSymbol handler, string? share, int maxConcurrency, RouteList routes) =>
        new(
            SymbolNames.Namespace(handler),
            TypeNames.Annotated(handler),
            GeneratedNames.Free(handler, GeneratedNames.Stem(handler) + "_Handler"),
            HintName.Stem(SymbolNames.MetadataName(handler)),
            share,
            maxConcurrency,
            routes.ToArray());

    private static string? Refusal(INamedTypeSymbol handler)
    {
        if (TypeAccess.IsGeneric(handler))
        {
            return "it, or a type around it, has type parameters";
        }

        if (handler.IsStatic || handler.IsAbstract)
        {
            return "no instance of it can be made";
        }

        return TypeAccess.IsReachable(handler) ? null : "the code beside it cannot name it";
    }

    private static string? ParseShare(AttributeData attribute, ParseContext context)
    {
        if (AttributeArguments.String(attribute, "Share") is not { } share)
        {
            return null;
        }

        if (share.Length == 0 || share.IndexOfAny(['/', '+', '#', '\0']) >= 0)
        {
            context.Report(
                ProblemId.MalformedSharedSubscription,
                SourceLocation.OfArgument(attribute, "Share"),
                share,
                "a share name has one character or more, and no '/', '+', '#' or U+0000");
        }

        return share;
    }

    /// <summary>
    /// The methods with <c>[Handles]</c> or <c>[Subscribe]</c> of the class and its base classes. Of a virtual method and its
    /// override, both marked, only the override counts.
    /// </summary>
    private static List<IMethodSymbol> MarkedMethods(INamedTypeSymbol handler)
    {
        var methods = new List<IMethodSymbol>();
        var overridden = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (INamedTypeSymbol? type = handler; type is not null && type.SpecialType != SpecialType.System_Object; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IMethodSymbol method && MarkedMethodParser.IsMarked(method) && !overridden.Contains(method.OriginalDefinition))
                {
                    methods.Add(method);
                    for (var hidden = method.OverriddenMethod; hidden is not null; hidden = hidden.OverriddenMethod)
                    {
                        overridden.Add(hidden.OriginalDefinition);
                    }
                }
            }
        }

        return methods;
    }
}
