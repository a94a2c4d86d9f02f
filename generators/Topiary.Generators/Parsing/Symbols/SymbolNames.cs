using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Turns symbols into the text that generated code uses for them.</summary>
internal static class SymbolNames
{
    /// <summary>The namespace as it is written after <c>namespace</c>; empty for the global one.</summary>
    public static string Namespace(INamedTypeSymbol type) =>
        type.ContainingNamespace.IsGlobalNamespace
            ? ""
            : type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));

    /// <summary>A name with a capital first letter and without leading underscores.</summary>
    public static string Pascal(string name)
    {
        var bare = name.TrimStart('_');
        if (bare.Length == 0 || !char.IsLetter(bare[0]))
        {
            return name;
        }

        return char.ToUpperInvariant(bare[0]) + bare.Substring(1);
    }

    /// <summary>Namespace and type names with <c>.</c> and <c>+</c> between them.</summary>
    public static string MetadataName(INamedTypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.MetadataName + "+" + name;
        }

        return type.ContainingNamespace.IsGlobalNamespace ? name : type.ContainingNamespace.ToDisplayString() + "." + name;
    }
}
