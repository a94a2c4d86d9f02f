using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Topiary.Generators.Parsing;

/// <summary>Finds where to show a problem. Asked only when there is one: syntax is not touched on the way of a good declaration.</summary>
internal static class SourceLocation
{
    /// <summary>The symbol's name in source, or null when it comes from another assembly.</summary>
    public static Location? Of(ISymbol symbol)
    {
        foreach (var location in symbol.Locations)
        {
            if (location.IsInSource)
            {
                return location;
            }
        }

        return null;
    }

    /// <summary>The attribute in source, or null.</summary>
    public static Location? Of(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation();

    /// <summary>A positional argument of an attribute, or the whole attribute, or null.</summary>
    public static Location? OfArgument(AttributeData attribute, int index)
    {
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;
        var arguments = syntax?.ArgumentList?.Arguments;
        return index < arguments?.Count ? arguments.Value[index].GetLocation() : syntax?.GetLocation();
    }

    /// <summary>A named argument of an attribute, or the whole attribute, or null.</summary>
    public static Location? OfArgument(AttributeData attribute, string name)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax syntax)
        {
            return null;
        }

        foreach (var argument in syntax.ArgumentList?.Arguments ?? default)
        {
            if (argument.NameEquals?.Name.Identifier.ValueText == name)
            {
                return argument.GetLocation();
            }
        }

        return syntax.GetLocation();
    }

    /// <summary>The return type of a method in source, or the method's name, or null.</summary>
    public static Location? OfReturnType(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is MethodDeclarationSyntax syntax)
            {
                return syntax.ReturnType.GetLocation();
            }
        }

        return Of(method);
    }
}
