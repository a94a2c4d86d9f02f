using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses the member with <c>[JsonExtensionData]</c>.</summary>
internal static class JsonExtensionParser
{
    private const string Dictionary = "global::System.Collections.Generic.Dictionary<string, global::System.Text.Json.JsonElement>";

    /// <summary>The model; null when the member cannot keep unknown members, which a refusal then says.</summary>
    public static JsonExtensionModel? Parse(JsonTypeParser types, INamedTypeSymbol type, JsonMember member, JsonAccessors accessors, string? castTo)
    {
        var isNode = JsonScalars.NameOf(member.Type) == "JsonObject";
        var isReplaced = member.Type is INamedTypeSymbol readOnly && IsOfElements(readOnly, "IReadOnlyDictionary");
        var isPlain = isNode || isReplaced
            || (member.Type is INamedTypeSymbol plain && (IsOfElements(plain, "IDictionary") || IsOfElements(plain, "Dictionary")));
        if (!isPlain && !IsCreatableDictionary(member.Type))
        {
            types.RefuseMember(type, member.Symbol.Name, "has [JsonExtensionData], for which its type does not fit; use Dictionary<string, JsonElement> or JsonObject");
            return null;
        }

        if (!member.HasGetter || (isReplaced && !member.HasSetter))
        {
            types.RefuseMember(type, member.Symbol.Name, "has [JsonExtensionData] but cannot be " + (member.HasGetter ? "set" : "read"));
            return null;
        }

        return new JsonExtensionModel(
            Identifiers.Escape(member.Symbol.Name),
            isNode ? TypeNames.Full(member.Type) : Dictionary,
            isPlain ? null : TypeNames.Full(member.Type),
            isReplaced,
            castTo,
            member.NeedsGetter ? accessors.Getter(member.Symbol) : null,
            member.HasSetter && member.NeedsSetter ? accessors.Setter(member.Symbol) : null,
            member.HasSetter);
    }

    private static bool IsCreatableDictionary(ITypeSymbol type)
        => type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } named
            && named.AllInterfaces.Any(candidate => IsOfElements(candidate, "IDictionary"))
            && named.InstanceConstructors.Any(constructor => constructor is { Parameters.Length: 0, DeclaredAccessibility: Accessibility.Public });

    private static bool IsOfElements(INamedTypeSymbol type, string name)
        => type.Name == name && type.TypeArguments.Length == 2 && type.IsIn("System", "Collections", "Generic")
            && type.TypeArguments[0].SpecialType == SpecialType.System_String && JsonScalars.NameOf(type.TypeArguments[1]) == "Element";
}
