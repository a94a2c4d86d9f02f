using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses collections and dictionaries.</summary>
internal sealed class JsonCollectionParser(JsonTypeParser types, int? numbers)
{
    private const string Generic = "global::System.Collections.Generic.";
    private const string Immutable = "global::System.Collections.Immutable.";

    /// <summary>The model; null when the type is no collection.</summary>
    public SerializerModel? TryParse(ITypeSymbol type, string className)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
        {
            return Collection(type, className, array.ElementType, "{0}", add: null, isSequence: false);
        }

        if (type is not INamedTypeSymbol named)
        {
            return null;
        }

        return TryParseDictionary(named, className) ?? TryParseCollection(named, className);
    }

    /// <summary>Whether a type is a collection or dictionary.</summary>
    public static bool IsEnumerable(ITypeSymbol type)
        => type is IArrayTypeSymbol || (type is INamedTypeSymbol named && Interface(named, "IEnumerable") is not null);

    /// <summary>Whether a type is a dictionary.</summary>
    public static bool IsDictionary(ITypeSymbol type)
        => type is INamedTypeSymbol named && (Interface(named, "IDictionary") ?? Interface(named, "IReadOnlyDictionary")) is not null;

    private SerializerModel? TryParseCollection(INamedTypeSymbol type, string className)
    {
        if (Interface(type, "IEnumerable") is not { } sequence)
        {
            return null;
        }

        var element = sequence.TypeArguments[0];
        var name = TypeNames.Full(element);
        if (type.IsIn("System", "Collections", "Immutable"))
        {
            return type.Name == "ImmutableArray"
                ? Collection(type, className, element, "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray({0})", null, isSequence: false)
                : Collection(type, className, element, $"{Immutable}{ImmutableFactory(type)}.CreateRange<{name}>({{0}})", null, isSequence: type.TypeKind == TypeKind.Interface);
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            var creation = type.Name is "ISet" or "IReadOnlySet" ? $"{Generic}HashSet<{name}>" : $"{Generic}List<{name}>";
            return IsSystemCollection(type)
                ? Collection(type, className, element, creation, "result.Add({0})", isSequence: true)
                : Refused(type, className, "is a collection interface of which no implementation is known; use IReadOnlyList<T>");
        }

        var full = TypeNames.Full(type);
        if (type.Name is "Queue" or "Stack" && type.IsIn("System", "Collections", "Generic"))
        {
            return Collection(type, className, element, full, type.Name == "Queue" ? "result.Enqueue({0})" : "result.Push({0})", isSequence: false);
        }

        if (Interface(type, "ICollection") is null || !IsCreatable(type))
        {
            return Refused(type, className, "is enumerable but not a collection that can be created and filled");
        }

        return type.Name is "List" or "HashSet" or "SortedSet" && type.IsIn("System", "Collections", "Generic")
            ? Collection(type, className, element, full, "result.Add({0})", isSequence: false)
            : Collection(type, className, element, full, $"(({Generic}ICollection<{name}>)result).Add({{0}})", isSequence: true);
    }

    private SerializerModel? TryParseDictionary(INamedTypeSymbol type, string className)
    {
        if ((Interface(type, "IDictionary") ?? Interface(type, "IReadOnlyDictionary")) is not { } dictionary)
        {
            return null;
        }

        var key = TypeNames.Full(dictionary.TypeArguments[0]);
        var value = TypeNames.Full(dictionary.TypeArguments[1]);
        var plain = $"{Generic}Dictionary<{key}, {value}>";
        if (type.TypeKind == TypeKind.Interface && type.IsIn("System", "Collections", "Generic"))
        {
            return Dictionary(type, className, dictionary, plain, "{0}");
        }

        if (type.IsIn("System", "Collections", "Immutable"))
        {
            return Dictionary(type, className, dictionary, plain, $"{Immutable}{ImmutableFactory(type)}.CreateRange<{key}, {value}>({{0}})");
        }

        return Interface(type, "IDictionary") is not null && IsCreatable(type)
            ? Dictionary(type, className, dictionary, TypeNames.Full(type), "{0}")
            : Refused(type, className, "is a dictionary that cannot be created and filled; use IReadOnlyDictionary<TKey, TValue>");
    }

    private JsonCollectionModel Collection(ITypeSymbol type, string className, ITypeSymbol element, string creation, string? add, bool isSequence)
        => new(className, TypeNames.Full(type), type.IsReferenceType, types.ParseValue(element, numbers: numbers), creation, add, isSequence);

    private JsonDictionaryModel Dictionary(INamedTypeSymbol type, string className, INamedTypeSymbol dictionary, string creation, string result) => new(
        className,
        TypeNames.Full(type),
        Key(type, dictionary.TypeArguments[0]),
        types.ParseValue(dictionary.TypeArguments[1], numbers: numbers),
        creation,
        result,
        type.TypeKind == TypeKind.Interface);

    private JsonValueModel Key(INamedTypeSymbol dictionary, ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
        {
            return types.ParseEnumNames(enumeration);
        }

        if (JsonScalars.NameOf(type) is { } scalar && JsonScalars.CanBeKey(scalar))
        {
            return new JsonValueModel(TypeNames.Full(type), JsonForm.Scalar, scalar, type.IsReferenceType);
        }

        if (TextPayload.IsSpanText(type) && types.Compilation.IsSymbolAccessibleWithin(type, types.Compilation.Assembly))
        {
            return new JsonValueModel(TypeNames.Full(type), JsonForm.Scalar, JsonScalars.ParsedKey, type.IsReferenceType);
        }

        types.Refuse(dictionary, $"has keys of type {type.ToDisplayString()}; a key is a string, a number, an enum, or a type that formats and parses itself (ISpanFormattable and ISpanParsable)");
        return new JsonValueModel("string", JsonForm.Scalar, "String", IsReference: true);
    }

    private JsonSimpleModel Refused(INamedTypeSymbol type, string className, string reason)
    {
        types.Refuse(type, reason);
        return new JsonSimpleModel(className, new JsonValueModel(TypeNames.Full(type), JsonForm.Scalar, "", type.IsReferenceType));
    }

    /// <summary>Class with the factory methods of an immutable collection.</summary>
    private static string ImmutableFactory(INamedTypeSymbol type)
        => type.TypeKind != TypeKind.Interface ? type.Name
            : type.Name == "IImmutableSet" ? "ImmutableHashSet"
            : type.Name.Substring(1);

    private static INamedTypeSymbol? Interface(INamedTypeSymbol type, string name)
        => IsGeneric(type, name) ? type : type.AllInterfaces.FirstOrDefault(candidate => IsGeneric(candidate, name));

    private static bool IsGeneric(INamedTypeSymbol type, string name)
        => type.TypeKind == TypeKind.Interface && type.Name == name && type.TypeArguments.Length > 0 && type.IsIn("System", "Collections", "Generic");

    private static bool IsSystemCollection(INamedTypeSymbol type)
        => type.Name is "IEnumerable" or "ICollection" or "IList" or "IReadOnlyCollection" or "IReadOnlyList" or "ISet" or "IReadOnlySet"
            && type.IsIn("System", "Collections", "Generic");

    private static bool IsCreatable(INamedTypeSymbol type)
        => type is { TypeKind: TypeKind.Class, IsAbstract: false }
            && type.InstanceConstructors.Any(constructor => constructor is { Parameters.Length: 0, DeclaredAccessibility: Accessibility.Public });
}
