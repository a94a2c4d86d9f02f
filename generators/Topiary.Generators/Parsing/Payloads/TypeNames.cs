using System.Text;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Names of types: in generated code, and of the serializer classes made for them.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat s_annotated = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Full name with <c>global::</c>; references without <c>?</c>, as serializers are written without annotations.</summary>
    public static string Full(ITypeSymbol type)
        => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>Full name with <c>global::</c> and <c>?</c> where the type is declared nullable.</summary>
    public static string Annotated(ITypeSymbol type) => type.ToDisplayString(s_annotated);

    /// <summary>Whether a type's only type argument is <c>byte</c>.</summary>
    public static bool IsOfByte(INamedTypeSymbol type)
        => type.TypeArguments.Length == 1 && type.TypeArguments[0].SpecialType == SpecialType.System_Byte;

    /// <summary>Whether a type is declared in just this namespace.</summary>
    public static bool IsIn(this ISymbol symbol, params string[] names)
    {
        if (symbol.ContainingType is not null)
        {
            return false;
        }

        var current = symbol.ContainingNamespace;
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (current is null || current.Name != names[i])
            {
                return false;
            }

            current = current.ContainingNamespace;
        }

        return current is { IsGlobalNamespace: true };
    }

    /// <summary>An identifier that no other type has: underscores in names are doubled, generic arguments are closed.</summary>
    public static string Identifier(ITypeSymbol type)
    {
        var text = new StringBuilder();
        Append(text, type);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                text.Append("Array").Append(array.Rank == 1 ? "" : array.Rank.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append("_of_");
                AppendArgument(text, array.ElementType);
                break;
            case INamedTypeSymbol { ContainingType: { } outer } named:
                Append(text, outer);
                text.Append('_');
                AppendName(text, named);
                break;
            case INamedTypeSymbol named:
                AppendNamespace(text, named.ContainingNamespace);
                AppendName(text, named);
                break;
            default:
                text.Append(type.Name);
                break;
        }
    }

    private static void AppendNamespace(StringBuilder text, INamespaceSymbol? space)
    {
        if (space is null || space.IsGlobalNamespace)
        {
            text.Append("Global_");
            return;
        }

        var name = space.ToDisplayString();
        if (name != "System" && !name.StartsWith("System.", System.StringComparison.Ordinal))
        {
            text.Append(name.Replace("_", "__").Replace("@", "").Replace('.', '_')).Append('_');
        }
    }

    private static void AppendName(StringBuilder text, INamedTypeSymbol type)
    {
        text.Append(type.Name.Replace("_", "__"));
        var separator = "_of_";
        foreach (var argument in type.TypeArguments)
        {
            text.Append(separator);
            AppendArgument(text, argument);
            separator = "_and_";
        }
    }

    private static void AppendArgument(StringBuilder text, ITypeSymbol type)
    {
        Append(text, type);
        if (type is IArrayTypeSymbol or INamedTypeSymbol { TypeArguments.Length: > 0 })
        {
            text.Append("_end");
        }
    }
}
