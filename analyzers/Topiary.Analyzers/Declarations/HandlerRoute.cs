using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>A route of a handler, with its method.</summary>
internal sealed class HandlerRoute(RouteModel model, IMethodSymbol method)
{
    public RouteModel Model { get; } = model;

    public IMethodSymbol Method { get; } = method;

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
                routes.Add(new HandlerRoute(route, method));
            }
        }

        return routes;
    }

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
