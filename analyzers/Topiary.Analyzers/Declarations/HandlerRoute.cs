using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Symbols;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>A route of a handler, with its method.</summary>
internal sealed class HandlerRoute(RouteModel model, INamedTypeSymbol handler, IMethodSymbol method)
{
    public RouteModel Model { get; } = model;

    /// <summary>The handler, which may have the method from a base class.</summary>
    public INamedTypeSymbol Handler { get; } = handler;

    public IMethodSymbol Method { get; } = method;

    /// <summary>Name for people.</summary>
    public string Name => $"{Handler.Name}.{Method.Name}";

    /// <summary>Where something about the route is reported: at the method, or at the handler that has it from a base class.</summary>
    public Location Location => (SymbolEqualityComparer.Default.Equals(Method.ContainingType, Handler) ? (ISymbol)Method : Handler).NameLocation();

    /// <summary>Levels of the filter.</summary>
    public string[] Levels { get; } = model.Filter.Split('/');

    /// <summary>The routes of a handler; those whose method is not found, as in a base class of another assembly, are left out.</summary>
    public static List<HandlerRoute> Of(HandlerModel handler, INamedTypeSymbol type)
    {
        var routes = new List<HandlerRoute>();
        foreach (var route in handler.Routes)
        {
            var name = route.Name.Substring(route.Name.IndexOf('.') + 1);
            if (FindMethod(type, name) is { } method)
            {
                routes.Add(new HandlerRoute(route, type, method));
            }
        }

        return routes;
    }

    /// <summary>Whether a level is the rest of the topic by name, and so one level or more; <c>#</c> may be none at all.</summary>
    public bool NeedsRest(int level) => level < Model.Segments.Count && Model.Segments[level].Kind == TopicSegmentKind.Rest;

    /// <summary>The type that a level of the topic must have; null where any text will do.</summary>
    public ITypeSymbol? TypeOf(int level)
    {
        if (level >= Model.Segments.Count || Model.Segments[level].Kind != TopicSegmentKind.Level)
        {
            return null;
        }

        var name = Model.Segments[level].Text;
        foreach (var attribute in Method.GetAttributes())
        {
            if (KnownTypes.IsAttribute(attribute, KnownTypes.HandlesAttribute)
                && attribute.AttributeClass!.TypeArguments[0].GetMembers(AttributeArguments.String(attribute, 0) ?? "").FirstOrDefault() is IMethodSymbol declared)
            {
                return TopicParameters.Find(declared.Parameters, name)?.Type;
            }
        }

        return TopicParameters.Find(Method.Parameters, name)?.Type;
    }

    private static IMethodSymbol? FindMethod(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            var method = current.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(method =>
                SourceLocation.Of(method) is not null
                && (method.Name == name || method.Name.EndsWith("." + name, StringComparison.Ordinal))
                && (MarkedMethodParser.IsMarked(method) || method.DeclaredAccessibility == Accessibility.Public || !method.ExplicitInterfaceImplementations.IsEmpty));
            if (method is not null)
            {
                return method;
            }
        }

        return null;
    }
}
