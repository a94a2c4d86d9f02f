using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses enums.</summary>
internal static class JsonEnumParser
{
    public static JsonEnumModel Parse(INamedTypeSymbol type, string className, bool asText) => new(
        className,
        TypeNames.Full(type),
        JsonScalars.NameOf(type.EnumUnderlyingType!)!,
        asText,
        type.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "FlagsAttribute" } flags && flags.IsIn("System")),
        asText ? new EquatableArray<JsonEnumValue>([.. Values(type)]) : default);

    /// <summary>Whether a converter writes enums by name.</summary>
    public static bool IsStringConverter(ITypeSymbol? converter)
        => converter is INamedTypeSymbol { Name: "JsonStringEnumConverter" } named && named.IsIn("System", "Text", "Json", "Serialization");

    /// <summary>The values, named as JSON names them.</summary>
    public static System.Collections.Generic.IEnumerable<JsonEnumValue> Values(INamedTypeSymbol type)
        => type.GetMembers().OfType<IFieldSymbol>()
            .Where(field => field.HasConstantValue)
            .Select(field => new JsonEnumValue(field.Json("JsonStringEnumMemberName")?.Argument() as string ?? field.Name, field.Name));
}
