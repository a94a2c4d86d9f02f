using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses <c>OneOf&lt;…&gt;</c>, a value that is told apart by its form.</summary>
internal sealed class JsonUnionParser(JsonTypeParser types)
{
    // Numbers in strings are strings where both can be meant.
    private const int StrictNumbers = 0;

    public static bool IsUnion(ITypeSymbol type) => KnownTypes.Is(type, "OneOf", "Topiary", 2) || KnownTypes.Is(type, "OneOf", "Topiary", 3);

    /// <summary>The model; null when values cannot be told apart, which a refusal then says.</summary>
    public JsonUnionModel? Parse(INamedTypeSymbol type, string className)
    {
        var kinds = type.TypeArguments.Select(KindsOf).ToArray();
        var cases = new List<JsonUnionCase>();
        for (var i = 0; i < kinds.Length; i++)
        {
            var later = JsonKinds.None;
            for (var j = i + 1; j < kinds.Length; j++)
            {
                later |= kinds[j];
                if (AmbiguityOf(type.TypeArguments[i], kinds[i], type.TypeArguments[j], kinds[j]) is { } reason)
                {
                    types.Refuse(type, reason);
                    return null;
                }
            }

            cases.Add(new JsonUnionCase(types.ParseValue(type.TypeArguments[i], numbers: StrictNumbers), kinds[i], kinds[i] & later));
        }

        return new JsonUnionModel(className, TypeNames.Full(type), new EquatableArray<JsonUnionCase>([.. cases]));
    }

    /// <summary>
    /// Trying two objects one after the other would take time that doubles with every level, and what is reported of a damaged
    /// one would be about the wrong one.
    /// </summary>
    private static string? AmbiguityOf(ITypeSymbol first, JsonKinds firstKinds, ITypeSymbol second, JsonKinds secondKinds)
    {
        if (SymbolEqualityComparer.Default.Equals(first, second))
        {
            return $"is {second.ToDisplayString()} twice";
        }

        if (IsAnything(first))
        {
            return $"is never {second.ToDisplayString()}, since {first.ToDisplayString()} takes everything; put it last";
        }

        var both = firstKinds & secondKinds & (JsonKinds.Array | JsonKinds.Object);
        return both == JsonKinds.None || IsAnything(second)
            ? null
            : $"may be an {(both == JsonKinds.Array ? "array" : "object")} of two types, {first.ToDisplayString()} and {second.ToDisplayString()}, which its form does not tell apart; use [JsonDerivedType]";
    }

    private static bool IsAnything(ITypeSymbol type) => JsonScalars.NameOf(type) is "Element" or "Document" or "JsonNode";

    private static JsonKinds KindsOf(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return KindsOf(nullable.TypeArguments[0]) | JsonKinds.Null;
        }

        var kinds = JsonScalars.NameOf(type) is { } scalar ? KindsOfScalar(scalar) : KindsOfOther(type);
        return type.IsReferenceType ? kinds | JsonKinds.Null : kinds;
    }

    private static JsonKinds KindsOfScalar(string scalar) => scalar switch
    {
        "Boolean" => JsonKinds.Boolean,
        "Element" or "Document" or "JsonNode" => JsonKinds.Any,
        "JsonObject" => JsonKinds.Object,
        "JsonArray" => JsonKinds.Array,
        "JsonValue" => JsonKinds.Boolean | JsonKinds.Number | JsonKinds.String,
        _ => JsonScalars.IsNumber(scalar) ? JsonKinds.Number : JsonKinds.String,
    };

    private static JsonKinds KindsOfOther(ITypeSymbol type)
    {
        var converter = type.Json("JsonConverter")?.Argument() as ITypeSymbol;
        if (type.TypeKind == TypeKind.Enum)
        {
            return JsonEnumParser.IsStringConverter(converter) ? JsonKinds.String | JsonKinds.Number
                : converter is null ? JsonKinds.Number
                : JsonKinds.Any;
        }

        return converter is not null ? JsonKinds.Any
            : IsUnion(type) ? ((INamedTypeSymbol)type).TypeArguments.Aggregate(JsonKinds.None, (kinds, argument) => kinds | KindsOf(argument))
            : JsonCollectionParser.IsDictionary(type) || !JsonCollectionParser.IsEnumerable(type) ? JsonKinds.Object
            : JsonKinds.Array;
    }
}
