using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Finds out how a type and every type reachable from it are written and read as MessagePack, by the rules of
/// MessagePack-CSharp. Used once for one payload; what cannot be done is collected as refusals, and the models are then of no use.
/// </summary>
internal sealed class MessagePackTypeParser(Compilation compilation)
{
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

    /// <summary>Parses the payload's own type.</summary>
    /// <returns>Name of its serializer class.</returns>
    public string ParseRoot(ITypeSymbol type)
    {
        var value = ParseValue(type);
        if (value is { Form: MessagePackForm.Serializer, IsNullable: false })
        {
            return value.Name;
        }

        var className = ClassName(type);
        _serializers[className] = new MessagePackSimpleModel(className, value);
        return className;
    }

    /// <summary>Parses a type where it is used.</summary>
    public MessagePackValueModel ParseValue(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return ParseValue(nullable.TypeArguments[0]) with { IsNullable = true };
        }

        if (type.MessagePack("MessagePackFormatter") is not null)
        {
            Refuse(type, "has [MessagePackFormatter], which needs MessagePack-CSharp; write an IPayloadSerializer<T> for the payload");
            return Serializer(type);
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
        {
            if (!compilation.IsSymbolAccessibleWithin(enumeration, compilation.Assembly))
            {
                Refuse(type, JsonTypeParser.NotAccessible);
            }

            return new MessagePackValueModel(TypeNames.Full(type), MessagePackForm.Enum, MessagePackScalars.NameOfUnderlying(enumeration), IsReference: false);
        }

        if (MessagePackScalars.NameOf(type) is { } scalar)
        {
            return new MessagePackValueModel(TypeNames.Full(type), MessagePackForm.Scalar, scalar, type.IsReferenceType);
        }

        Add(type);
        return Serializer(type);
    }

    /// <summary>Parses the type of a member.</summary>
    /// <param name="type">Type that the member belongs to.</param>
    /// <param name="member">Name of the member.</param>
    /// <param name="memberType">Type of the member.</param>
    /// <param name="mayBeAbsent">Whether the member can be left out, so that it may be an <c>Optional&lt;T&gt;</c>.</param>
    public MessagePackValueModel ParseMember(INamedTypeSymbol type, string member, ITypeSymbol memberType, bool mayBeAbsent)
    {
        var place = _place;
        _place = $"{type.Name}.{member}";
        var isOptional = mayBeAbsent && IsOptional(memberType);
        var value = ParseValue(isOptional ? ((INamedTypeSymbol)memberType).TypeArguments[0] : memberType);
        _place = place;
        return value with { IsOptional = isOptional };
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

    /// <summary>Whether generated code can name a symbol.</summary>
    public bool IsAccessible(ISymbol symbol) => compilation.IsSymbolAccessibleWithin(symbol, compilation.Assembly);

    private void Add(ITypeSymbol type)
    {
        var className = ClassName(type);
        if (!_serializers.ContainsKey(className))
        {
            _serializers.Add(className, null); // Known before it is complete: types may be recursive.
            _serializers[className] = Parse(type, className);
        }
    }

    private MessagePackModel? Parse(ITypeSymbol type, string className)
    {
        if (type is INamedTypeSymbol union && MessagePackUnionParser.Cases(union).Any())
        {
            return MessagePackUnionParser.Parse(this, union, className);
        }

        if (MessagePackTupleParser.TryParse(this, type, className) is { } tuple)
        {
            return tuple;
        }

        if (MessagePackCollectionParser.IsCollection(type) && type.MessagePack("MessagePackObject") is null)
        {
            return new MessagePackCollectionParser(this, className).Parse(type);
        }

        if (UnusableReason(type) is { } reason)
        {
            Refuse(type, reason);
            return null;
        }

        return new MessagePackObjectParser(this, (INamedTypeSymbol)type, className).Parse();
    }

    private string? UnusableReason(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named)
        {
            return $"is {(type is IArrayTypeSymbol ? "an array of several dimensions" : "neither a class nor a struct")}, which has no MessagePack form";
        }

        if (!IsAccessible(named))
        {
            return JsonTypeParser.NotAccessible;
        }

        if (IsOptional(named))
        {
            return "is Optional<T>, which only a member of a map can be";
        }

        if (named.SpecialType == SpecialType.System_Object || named.TypeKind == TypeKind.Dynamic)
        {
            return "may be anything; declare a type, or a union of types with [Union]";
        }

        if (named.TypeKind is not (TypeKind.Class or TypeKind.Struct) || named.IsRefLikeType || IsFrameworkType(named))
        {
            return named.TypeKind == TypeKind.Interface && !IsFrameworkType(named)
                ? "is an interface, so it cannot be created when it is read; declare what it stands for with [Union]"
                : "has no MessagePack form; declare a type of your own, or write an IPayloadSerializer<T> for the payload";
        }

        return named.IsAbstract ? "is abstract, so it cannot be created when it is read; declare what it stands for with [Union]" : null;
    }

    /// <summary>Whether a type belongs to .NET: what its members say is not meant for others.</summary>
    private static bool IsFrameworkType(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space is { IsGlobalNamespace: false, Name: "System" };
    }

    private static bool IsOptional(ITypeSymbol type) => KnownTypes.Is(type, "Optional", "Topiary", 1);

    private static MessagePackValueModel Serializer(ITypeSymbol type)
        => new(MessagePackTupleParser.NameOf(type), MessagePackForm.Serializer, ClassName(type), type.IsReferenceType);

    private static string ClassName(ITypeSymbol type) => TypeNames.Identifier(type) + "MessagePack";
}
