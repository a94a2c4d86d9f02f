using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses the use of a converter.</summary>
internal static class JsonConverterParser
{
    /// <summary>Type that a converter converts; null for a factory and for what is no converter.</summary>
    public static ITypeSymbol? TargetOf(ITypeSymbol converter)
    {
        for (var current = converter.BaseType; current is not null; current = current.BaseType)
        {
            if (current is { Name: "JsonConverter", TypeArguments.Length: 1 } && current.IsIn("System", "Text", "Json", "Serialization"))
            {
                return current.TypeArguments[0];
            }
        }

        return null;
    }

    /// <summary>The model; null when the converter cannot be used for the type, which the reason then says.</summary>
    public static JsonConverterModel? Parse(ITypeSymbol type, ITypeSymbol converter, string className, Compilation compilation, out string reason)
    {
        var name = converter.ToDisplayString();
        var target = TargetOf(converter);
        reason = converter is not INamedTypeSymbol { IsUnboundGenericType: false, IsAbstract: false } named || !compilation.IsSymbolAccessibleWithin(named, compilation.Assembly)
                || !named.InstanceConstructors.Any(constructor => constructor is { Parameters.Length: 0, DeclaredAccessibility: Accessibility.Public })
            ? $"has the converter '{name}', which generated code cannot create; give it a public constructor without parameters"
            : JsonEnumParser.IsStringConverter(converter) || (target is null && !IsFactory(converter)) || (target is not null && !SymbolEqualityComparer.Default.Equals(target, type))
            ? $"has the converter '{name}', which is for another type"
            : "";
        return reason.Length > 0 ? null : new JsonConverterModel(className, TypeNames.Full(type), TypeNames.Full(converter));
    }

    private static bool IsFactory(ITypeSymbol converter)
    {
        for (var current = converter.BaseType; current is not null; current = current.BaseType)
        {
            if (current.Name == "JsonConverterFactory" && current.IsIn("System", "Text", "Json", "Serialization"))
            {
                return true;
            }
        }

        return false;
    }
}
