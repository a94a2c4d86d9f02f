using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses a type that stands for derived types, which <c>[JsonDerivedType]</c> lists.</summary>
internal sealed class JsonPolymorphicParser(JsonTypeParser types, INamedTypeSymbol type, string className)
{
    private const string DefaultProperty = "$type";

    private readonly AttributeData? _options = type.Json("JsonPolymorphic");
    private readonly HashSet<ITypeSymbol> _derived = new(SymbolEqualityComparer.Default);
    private readonly HashSet<object> _discriminators = [];

    /// <summary>Whether a type is declared to be polymorphic.</summary>
    public static bool IsPolymorphic(ITypeSymbol type) => type.Json("JsonPolymorphic") is not null || type.Json("JsonDerivedType") is not null;

    public SerializerModel? Parse()
    {
        if (type.IsValueType || JsonCollectionParser.IsEnumerable(type))
        {
            types.Refuse(type, "has [JsonDerivedType] but is no class or interface that is a JSON object");
            return null;
        }

        var property = _options?.Argument("TypeDiscriminatorPropertyName") as string ?? DefaultProperty;
        var unknown = (JsonUnknownDerived)(_options?.Argument("UnknownDerivedTypeHandling") as int? ?? 0);
        var derived = Derived(property, unknown).ToList();
        if (derived.Count == 0)
        {
            types.Refuse(type, "has [JsonPolymorphic] without a [JsonDerivedType] that can be used");
            return null;
        }

        if (type.TypeKind == TypeKind.Interface && unknown != JsonUnknownDerived.Fail)
        {
            types.Refuse(type, "is an interface, so that types which it does not declare cannot be written as it is; leave UnknownDerivedTypeHandling out");
            return null;
        }

        var canBeBase = !type.IsAbstract && type.TypeKind == TypeKind.Class;
        var baseSerializer = canBeBase || unknown != JsonUnknownDerived.Fail ? types.ParseObject(type, "_itself", discriminator: null, isWriteOnly: !canBeBase) : null;
        return new JsonPolymorphicModel(
            className,
            TypeNames.Full(type),
            property,
            new EquatableArray<JsonDerivedModel>([.. derived]),
            baseSerializer,
            canBeBase,
            unknown,
            _options?.Argument("IgnoreUnrecognizedTypeDiscriminators") is true);
    }

    private IEnumerable<JsonDerivedModel> Derived(string property, JsonUnknownDerived unknown)
    {
        var declared = type.GetAttributes().Where(attribute => attribute.AttributeClass is { Name: "JsonDerivedTypeAttribute" } named
            && named.IsIn("System", "Text", "Json", "Serialization") && attribute.ConstructorArguments.Length > 0);
        if (unknown == JsonUnknownDerived.NearestAncestor)
        {
            declared = declared.OrderByDescending(attribute => Depth(attribute.Argument() as ITypeSymbol));
        }

        foreach (var attribute in declared)
        {
            if (Problem(attribute, unknown) is { } problem)
            {
                types.Refuse(type, problem);
            }
            else
            {
                yield return Model((INamedTypeSymbol)attribute.Argument()!, attribute, property);
            }
        }
    }

    private JsonDerivedModel Model(INamedTypeSymbol derived, AttributeData attribute, string property)
    {
        var full = TypeNames.Full(derived);
        if (attribute.ConstructorArguments.Length < 2)
        {
            return new JsonDerivedModel(full, types.ParseObject(derived, "_itself", discriminator: null, derived.IsAbstract), Discriminator: null);
        }

        var value = attribute.ConstructorArguments[1].Value;
        var discriminator = new JsonDiscriminatorModel(property, value as string, value as int?);
        return new JsonDerivedModel(full, types.ParseObject(derived, "_as_" + TypeNames.Identifier(type), discriminator, derived.IsAbstract), discriminator);
    }

    private string? Problem(AttributeData attribute, JsonUnknownDerived unknown)
    {
        if (attribute.Argument() is not INamedTypeSymbol { IsUnboundGenericType: false } derived || !Is(derived)
            || derived.TypeKind is not (TypeKind.Class or TypeKind.Struct) || (derived.IsAbstract && unknown != JsonUnknownDerived.NearestAncestor))
        {
            return $"has [JsonDerivedType] with {(attribute.Argument() as ITypeSymbol)?.ToDisplayString() ?? "no type"}, which is no derived type that can be created";
        }

        if (JsonCollectionParser.IsEnumerable(derived) || JsonScalars.NameOf(derived) is not null || derived.Json("JsonConverter") is not null)
        {
            return $"has the derived type {derived.ToDisplayString()}, which is not a JSON object";
        }

        if (!_derived.Add(derived))
        {
            return $"has the derived type {derived.ToDisplayString()} twice";
        }

        var discriminator = attribute.ConstructorArguments.Length > 1 ? attribute.ConstructorArguments[1].Value : null;
        return discriminator is not null && !_discriminators.Add(discriminator) ? $"has the type discriminator '{discriminator}' twice" : null;
    }

    private bool Is(INamedTypeSymbol derived)
    {
        for (var current = derived; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, type))
            {
                return true;
            }
        }

        return derived.AllInterfaces.Contains(type, SymbolEqualityComparer.Default);
    }

    private static int Depth(ITypeSymbol? type)
    {
        var depth = 0;
        for (var current = type; current is not null; current = current.BaseType)
        {
            depth++;
        }

        return depth;
    }
}
