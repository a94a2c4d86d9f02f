using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Finds out how a type and every type reachable from it are written and read as JSON. Used once for one payload; what
/// cannot be done is collected as refusals, and the models are then of no use.
/// </summary>
internal sealed class JsonTypeParser(Compilation compilation, INamedTypeSymbol? context)
{
    /// <summary>What to do about a type with a feature that is not supported.</summary>
    public const string NameContext = "name a JsonSerializerContext for it with [MqttContract(JsonContext = typeof(...))]";

    private const string NotAccessible = "is not accessible to generated code; make it internal or public";

    private readonly Dictionary<string, SerializerModel?> _serializers = [];
    private readonly List<JsonRefusal> _refusals = [];

    // The member whose type is being parsed.
    private string? _place;

    /// <summary>Models of the serializers, ordered by name.</summary>
    public IEnumerable<SerializerModel> Serializers => _serializers
        .Where(entry => entry.Value is not null)
        .OrderBy(entry => entry.Key, System.StringComparer.Ordinal)
        .Select(entry => entry.Value!);

    /// <summary>What cannot be done.</summary>
    public IReadOnlyList<JsonRefusal> Refusals => _refusals;

    /// <summary>Compilation that the generated code becomes part of.</summary>
    public Compilation Compilation { get; } = compilation;

    /// <summary>Parses the payload's own type.</summary>
    /// <returns>Name of its serializer class.</returns>
    public string ParseRoot(ITypeSymbol type)
    {
        var value = ParseValue(type);
        if (value.Form == JsonForm.Serializer && !value.IsNullable)
        {
            return value.Name;
        }

        var className = ClassName(type);
        _serializers[className] = new JsonSimpleModel(className, value);
        return className;
    }

    /// <summary>Parses a type where it is used.</summary>
    /// <param name="type">The type.</param>
    /// <param name="converter">Converter that the place of use names.</param>
    public JsonValueModel ParseValue(ITypeSymbol type, ITypeSymbol? converter = null)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return ParseValue(nullable.TypeArguments[0], converter) with { IsNullable = true };
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
        {
            converter ??= enumeration.Json("JsonConverter")?.Argument() as ITypeSymbol;
            if (converter is null || JsonEnumParser.IsStringConverter(converter))
            {
                return converter is null ? ParseEnumNumber(enumeration) : ParseEnumNames(enumeration);
            }
        }

        var scalar = JsonScalars.NameOf(type);
        return scalar is not null
            ? new JsonValueModel(TypeNames.Full(type), JsonForm.Scalar, scalar, type.IsReferenceType)
            : Serializer(type);
    }

    /// <summary>Parses an enum whose values are written by name.</summary>
    public JsonValueModel ParseEnumNames(INamedTypeSymbol type) => Enum(type, TypeNames.Identifier(type) + "NameJson", asText: true);

    /// <summary>Parses the type of a member.</summary>
    public JsonValueModel ParseMember(INamedTypeSymbol type, string member, ITypeSymbol memberType, ITypeSymbol? converter)
    {
        var place = _place;
        _place = $"{type.Name}.{member}";
        var value = ParseValue(memberType, converter);
        _place = place;
        return value;
    }

    /// <summary>Notes that a type cannot be written and read.</summary>
    public void Refuse(ITypeSymbol type, string reason)
    {
        var name = type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString();
        _refusals.Add(_place is null ? new JsonRefusal(name, reason) : new JsonRefusal(_place, $"is of type '{name}', which {reason}"));
    }

    /// <summary>Notes that a member cannot be written and read.</summary>
    public void RefuseMember(INamedTypeSymbol type, string member, string reason)
        => _refusals.Add(new JsonRefusal($"{type.Name}.{member}", reason));

    private JsonValueModel ParseEnumNumber(INamedTypeSymbol type) => Enum(type, TypeNames.Identifier(type) + "NumberJson", asText: false);

    private JsonValueModel Enum(INamedTypeSymbol type, string className, bool asText)
    {
        if (!Compilation.IsSymbolAccessibleWithin(type, Compilation.Assembly))
        {
            Refuse(type, NotAccessible);
        }

        _serializers[className] = JsonEnumParser.Parse(type, className, asText);
        return new JsonValueModel(TypeNames.Full(type), JsonForm.Serializer, className, IsReference: false);
    }

    private JsonValueModel Serializer(ITypeSymbol type)
    {
        var className = ClassName(type);
        if (!_serializers.ContainsKey(className))
        {
            _serializers.Add(className, null); // Known before it is complete: types may be recursive.
            var refusals = _refusals.Count;
            var model = Parse(type, className);
            if (_refusals.Count > refusals && JsonContextParser.TryParse(type, className, context) is { } fromContext)
            {
                _refusals.RemoveRange(refusals, _refusals.Count - refusals);
                model = fromContext;
            }

            _serializers[className] = model;
        }

        return new JsonValueModel(TypeNames.Full(type), JsonForm.Serializer, className, type.IsReferenceType);
    }

    private SerializerModel? Parse(ITypeSymbol type, string className)
    {
        if (new JsonCollectionParser(this).TryParse(type, className) is { } collection)
        {
            return collection;
        }

        if (UnusableReason(type) is { } reason)
        {
            Refuse(type, reason);
            return null;
        }

        return new JsonObjectParser(this, (INamedTypeSymbol)type, className).Parse();
    }

    private string? UnusableReason(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named)
        {
            return $"is {(type is IArrayTypeSymbol ? "an array of several dimensions" : "neither a class nor a struct")}, which has no JSON form";
        }

        if (!Compilation.IsSymbolAccessibleWithin(named, Compilation.Assembly))
        {
            return NotAccessible;
        }

        if (named.IsTupleType)
        {
            return "is a tuple, whose names are not there at run time; declare a record";
        }

        if (named.SpecialType == SpecialType.System_Object || named.TypeKind == TypeKind.Dynamic)
        {
            return "may be anything; use JsonElement";
        }

        if (named.IsRefLikeType || named.TypeKind is TypeKind.Delegate or TypeKind.Pointer || named.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
        {
            return "has no JSON form";
        }

        return null;
    }

    private string ClassName(ITypeSymbol type)
        => TypeNames.Identifier(type) + (context is null ? "Json" : "_with_" + TypeNames.Identifier(context) + "Json");
}
