using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Names the types that are generated for a contract or a handler, next to it in its namespace.</summary>
internal static class GeneratedNames
{
    /// <summary>
    /// The type's name, with those of the types around it before it: the stem of the names of what is generated for it.
    /// </summary>
    public static string Stem(INamedTypeSymbol type)
    {
        var stem = TypeStem(type);
        if (type.ContainingType is null)
        {
            return stem;
        }

        // Outer_I may also be a type of its own, and A_.B and A._B give one stem: then the hash tells them apart.
        var underscores = 0;
        foreach (var c in stem)
        {
            underscores += c == '_' ? 1 : 0;
        }

        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            underscores--;
        }

        return underscores > 0 || type.ContainingNamespace.GetTypeMembers(stem).Length > 0
            ? stem + "_" + HintName.Hash(SymbolNames.MetadataName(type))
            : stem;
    }

    /// <summary>The type's name with those of the types around it before it; not unique.</summary>
    public static string TypeStem(INamedTypeSymbol type)
    {
        var stem = type.Name;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            stem = outer.Name + "_" + stem;
        }

        return stem;
    }

    /// <summary>A name in the type's namespace that the program has not used itself.</summary>
    public static string Free(INamedTypeSymbol type, string name)
    {
        while (type.ContainingNamespace.GetTypeMembers(name).Length > 0 || HasNamespace(type.ContainingNamespace, name))
        {
            name += "_";
        }

        return name;
    }

    private static bool HasNamespace(INamespaceSymbol @namespace, string name)
    {
        foreach (var member in @namespace.GetMembers(name))
        {
            if (member is INamespaceSymbol)
            {
                return true;
            }
        }

        return false;
    }
}
