using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Finds the attributes of <c>System.Text.Json.Serialization</c>.</summary>
internal static class JsonAttributes
{
    /// <summary>The attribute of this name, without its suffix, on a symbol; null when there is none.</summary>
    public static AttributeData? Json(this ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && IsNamed(type, name) && type.IsIn("System", "Text", "Json", "Serialization"))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>
    /// What to say about an attribute that derives from <c>[JsonConverter]</c>, whose converter only running it would tell; null
    /// when there is none.
    /// </summary>
    public static string? DerivedJsonConverter(this ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            for (var current = attribute.AttributeClass?.BaseType; current is not null; current = current.BaseType)
            {
                if (IsNamed(current, "JsonConverter") && current.IsIn("System", "Text", "Json", "Serialization"))
                {
                    return $"has [{attribute.AttributeClass!.Name}], whose converter generated code cannot know; use [JsonConverter(typeof(...))]";
                }
            }
        }

        return null;
    }

    /// <summary>Value of the first constructor argument.</summary>
    public static object? Argument(this AttributeData attribute)
        => attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array ? attribute.ConstructorArguments[0].Value : null;

    /// <summary>Value of a named argument.</summary>
    public static object? Argument(this AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value.Value;
            }
        }

        return null;
    }

    private static bool IsNamed(INamedTypeSymbol type, string name)
        => type.Name.Length == name.Length + "Attribute".Length
            && type.Name.StartsWith(name, System.StringComparison.Ordinal)
            && type.Name.EndsWith("Attribute", System.StringComparison.Ordinal);
}
