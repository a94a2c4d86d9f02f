using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Generators.Parsing;

/// <summary>Turns symbols into the text that generated code uses for them.</summary>
internal static class SymbolNames
{
    private static readonly SymbolDisplayFormat s_qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Full name with <c>global::</c>, escaped keywords and nullability.</summary>
    public static string Qualified(ITypeSymbol type) => type.ToDisplayString(s_qualified);

    /// <summary>A name as an identifier: keywords get their <c>@</c>.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

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

    /// <summary>
    /// A hint name that no other type of the assembly gets: readable, and ended by a hash of the full name, since hint names
    /// that differ in case only are equal to the compiler and not every letter of an identifier may stand in one.
    /// </summary>
    public static string HintName(INamedTypeSymbol type, string kind)
    {
        var fullName = MetadataName(type);
        var hint = new StringBuilder(fullName.Length + 24);
        foreach (var c in fullName)
        {
            hint.Append(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' ? c : '-');
        }

        return hint.Append('.').Append(Hash(fullName)).Append('.').Append(kind).Append(".g.cs").ToString();
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

    /// <summary>Eight hexadecimal digits (FNV-1a) that are the same on every machine.</summary>
    public static string Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
