using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Symbols;

/// <summary>Short questions about symbols.</summary>
internal static class SymbolExtensions
{
    /// <summary>True when the type, or the generic type that it is made of, is the wanted one.</summary>
    public static bool Is(this ITypeSymbol? type, INamedTypeSymbol? wanted) =>
        wanted is not null && type is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, wanted);

    /// <summary>The first attribute of a class, or null.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, INamedTypeSymbol? attributeClass)
    {
        if (attributeClass is not null)
        {
            foreach (var attribute in symbol.GetAttributes())
            {
                if (attribute.AttributeClass.Is(attributeClass))
                {
                    return attribute;
                }
            }
        }

        return null;
    }

    /// <summary>All attributes of a class.</summary>
    public static IEnumerable<AttributeData> Attributes(this ISymbol symbol, INamedTypeSymbol? attributeClass)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.Is(attributeClass))
            {
                yield return attribute;
            }
        }
    }

    /// <summary>The value of a named argument, or null when it is not given.</summary>
    public static TypedConstant? Named(this AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value;
            }
        }

        return null;
    }

    /// <summary>The value of a named enum or integer argument, or null when it is not given.</summary>
    public static int? NamedInteger(this AttributeData attribute, string name) => attribute.Named(name)?.Value as int? ?? (attribute.Named(name)?.Value is byte small ? small : null);

    /// <summary>Where a named argument of an attribute is written, else the attribute.</summary>
    public static Location? LocationOf(this AttributeData attribute, string name, System.Threading.CancellationToken cancellationToken)
    {
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken);
        if (syntax is Microsoft.CodeAnalysis.CSharp.Syntax.AttributeSyntax { ArgumentList: { } list })
        {
            foreach (var argument in list.Arguments)
            {
                if (argument.NameEquals?.Name.Identifier.ValueText == name)
                {
                    return argument.GetLocation();
                }
            }
        }

        return syntax?.GetLocation();
    }

    /// <summary>Where a symbol's name is declared in source.</summary>
    public static Location NameLocation(this ISymbol symbol) => symbol.Locations.Length > 0 ? symbol.Locations[0] : Location.None;
}
