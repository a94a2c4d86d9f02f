using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Finds out how a type and every type reachable from it are written and read as JSON. Used once for one payload; what
/// cannot be done is collected as refusals, and the models are then of no use.
/// </summary>
internal sealed class JsonTypeParser(Compilation compilation, int naming, INamedTypeSymbol? context)
{
    /// <summary>What to do about a type with a feature that is not supported.</summary>
    public const string NameContext = "name a JsonSerializerContext for it with [MqttContract(JsonContext = typeof(...))]";

    // The number handling of web defaults, a value of JsonNumberHandling.
    private const int ReadingFromString = 1;

    /// <summary>What to say about a type that generated code cannot name.</summary>
    public const string NotAccessible = "is not accessible to generated code; make it internal or public";

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

    /// <summary>How members are named, a value of <c>Topiary.JsonNaming</c>.</summary>
    public int Naming { get; } = naming;

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
    /// <param name="numbers">Number handling that the place of use names.</param>
    public JsonValueModel ParseValue(ITypeSymbol type, ITypeSymbol? converter = null, int? numbers = null)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            && !(converter is not null && SymbolEqualityComparer.Default.Equals(JsonConverterParser.TargetOf(converter), type)))
        {
            return ParseValue(nullable.TypeArguments[0], converter, numbers) with { IsNullable = true };
        }

        if (converter is null && type.DerivedJsonConverter() is { } hidden)
        {
            Refuse(type, hidden);
        }

        converter ??= type.Json("JsonConverter")?.Argument() as ITypeSymbol;
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration && (converter is null || JsonEnumParser.IsStringConverter(converter)))
        {
            return converter is null ? ParseEnumNumber(enumeration) : ParseEnumNames(enumeration);
        }

        if (converter is not null)
        {
            return Converted(type, converter);
        }

        var scalar = JsonScalars.NameOf(type);
        if (scalar is null)
        {
            return Serializer(type, numbers);
        }

        var handling = numbers is null or ReadingFromString || !JsonScalars.IsNumber(scalar)
            ? null
            : $"(global::System.Text.Json.Serialization.JsonNumberHandling){numbers}";
        return new JsonValueModel(TypeNames.Full(type), JsonForm.Scalar, scalar, type.IsReferenceType, NumberHandling: handling);
    }

    /// <summary>Parses an enum whose values are written by name.</summary>
    public JsonValueModel ParseEnumNames(INamedTypeSymbol type) => Enum(type, TypeNames.Identifier(type) + "NameJson", asText: true);

    /// <summary>Parses the type of a member.</summary>
    public JsonValueModel ParseMember(INamedTypeSymbol type, string member, ITypeSymbol memberType, ITypeSymbol? converter, int? numbers)
    {
        var place = _place;
        _place = $"{type.Name}.{member}";
        var value = IsOptional(memberType)
            ? ParseValue(((INamedTypeSymbol)memberType).TypeArguments[0], converter, numbers) with { IsOptional = true }
            : ParseValue(memberType, converter, numbers);
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

    /// <summary>Parses the members of a type that stands for its base, or for itself among derived types.</summary>
    /// <param name="type">The type.</param>
    /// <param name="role">Addition to the name of the serializer class.</param>
    /// <param name="discriminator">What tells it from its siblings.</param>
    /// <param name="isWriteOnly">Whether it is only written.</param>
    /// <returns>Name of the serializer class.</returns>
    public string ParseObject(INamedTypeSymbol type, string role, JsonDiscriminatorModel? discriminator, bool isWriteOnly)
    {
        var className = ClassName(type, role);
        if (!_serializers.ContainsKey(className))
        {
            _serializers.Add(className, null);
            var refusals = _refusals.Count;
            var model = UnusableReason(type) is { } reason ? Refused(type, reason)
                : new JsonObjectParser(this, type, className, discriminator, isWriteOnly).Parse();

            // What is refused may be left to the context together with the base.
            _serializers[className] = _refusals.Count > refusals ? null : model;
        }

        return className;
    }

    private SerializerModel? Refused(ITypeSymbol type, string reason)
    {
        Refuse(type, reason);
        return null;
    }

    private static bool IsOptional(ITypeSymbol type) => KnownTypes.Is(type, "Optional", "Topiary", 1);

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

    private JsonValueModel Converted(ITypeSymbol type, ITypeSymbol converter)
    {
        var className = $"{TypeNames.Identifier(type)}_by_{TypeNames.Identifier(converter)}Json";
        if (JsonConverterParser.Parse(type, converter, className, Compilation, out var reason) is { } model)
        {
            _serializers[className] = model;
        }
        else
        {
            Refuse(type, reason);
        }

        return new JsonValueModel(TypeNames.Full(type), JsonForm.Serializer, className, type.IsReferenceType);
    }

    private JsonValueModel Serializer(ITypeSymbol type, int? numbers)
    {
        // Number handling is inherited by the elements of collections only.
        var className = numbers is null or ReadingFromString || !JsonCollectionParser.IsEnumerable(type) ? ClassName(type) : ClassName(type, $"_numbers{numbers}");
        if (!_serializers.ContainsKey(className))
        {
            _serializers.Add(className, null); // Known before it is complete: types may be recursive.
            var refusals = _refusals.Count;
            var model = Parse(type, className, numbers);
            if (_refusals.Count > refusals && JsonContextParser.TryParse(type, className, context) is { } fromContext)
            {
                _refusals.RemoveRange(refusals, _refusals.Count - refusals);
                model = fromContext;
            }

            _serializers[className] = model;
        }

        return new JsonValueModel(TypeNames.Full(type), JsonForm.Serializer, className, type.IsReferenceType);
    }

    private SerializerModel? Parse(ITypeSymbol type, string className, int? numbers)
    {
        if (JsonUnionParser.IsUnion(type))
        {
            return new JsonUnionParser(this).Parse((INamedTypeSymbol)type, className);
        }

        if (type is INamedTypeSymbol polymorphic && JsonPolymorphicParser.IsPolymorphic(type))
        {
            return new JsonPolymorphicParser(this, polymorphic, className).Parse();
        }

        if (new JsonCollectionParser(this, numbers).TryParse(type, className) is { } collection)
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

        if (IsOptional(named))
        {
            return "is Optional<T>, which only a member of an object can be";
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

    private string ClassName(ITypeSymbol type, string options = "")
        => TypeNames.Identifier(type) + options + JsonNaming.Suffix(Naming) + (context is null ? "Json" : "_with_" + TypeNames.Identifier(context) + "Json");
}
