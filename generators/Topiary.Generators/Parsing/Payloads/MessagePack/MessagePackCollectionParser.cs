using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses collections and dictionaries.</summary>
internal sealed class MessagePackCollectionParser(MessagePackTypeParser types, string className)
{
    private const string Generic = "global::System.Collections.Generic.";
    private const string Immutable = "global::System.Collections.Immutable.";
    private const string Frozen = "global::System.Collections.Frozen.";
    private const string ReadOnly = "global::System.Collections.ObjectModel.";
    private const string Capacity = "global::Topiary.Runtime.MessagePackCollections.Capacity(count)";

    /// <summary>Whether a type is a collection or a dictionary.</summary>
    public static bool IsCollection(ITypeSymbol type)
        => type is IArrayTypeSymbol { Rank: 1 } || (type is INamedTypeSymbol named && Interface(named, "IEnumerable") is not null);

    /// <summary>The model; null when it cannot be written and read.</summary>
    public MessagePackModel? Parse(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return Collection(type, array.ElementType, "Length", "{0}", add: null);
        }

        var named = (INamedTypeSymbol)type;
        if (!types.IsAccessible(named))
        {
            return Refused(named, JsonTypeParser.NotAccessible);
        }

        return (Interface(named, "IDictionary") ?? Interface(named, "IReadOnlyDictionary")) is { } dictionary
            ? Dictionary(named, dictionary.TypeArguments[0], dictionary.TypeArguments[1])
            : Collection(named, Interface(named, "IEnumerable")!.TypeArguments[0]);
    }

    private MessagePackModel? Collection(INamedTypeSymbol type, ITypeSymbol element)
    {
        var name = TypeNames.Full(element);
        var full = TypeNames.Full(type);
        if (type.IsIn("System", "Collections", "Immutable"))
        {
            return type.Name == "ImmutableArray"
                ? Collection(type, element, "Length", "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray({0})", null)
                : Collection(type, element, Counted(type), $"{Immutable}{ImmutableFactory(type)}.CreateRange<{name}>({{0}})", null);
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            var creation = type.Name is "ISet" or "IReadOnlySet" ? $"{Generic}HashSet<{name}>" : $"{Generic}List<{name}>";
            return IsSystemInterface(type)
                ? Collection(type, element, count: null, $"new {creation}({Capacity})", "result.Add({0})")
                : Refused(type, "is a collection interface of which no implementation is known; use IReadOnlyList<T>");
        }

        switch (type.Name)
        {
            case "List" or "HashSet" when type.IsIn("System", "Collections", "Generic"):
                return Collection(type, element, "Count", $"new {full}({Capacity})", "result.Add({0})");
            case "SortedSet" when type.IsIn("System", "Collections", "Generic"):
                return Collection(type, element, "Count", $"new {full}()", "result.Add({0})");
            case "Queue" when type.IsIn("System", "Collections", "Generic"):
                return Collection(type, element, "Count", $"new {full}({Capacity})", "result.Enqueue({0})");
            case "Stack" when type.IsIn("System", "Collections", "Generic"):
                return Collection(type, element, "Count", "global::Topiary.Runtime.MessagePackCollections.ToStack({0})", null);
            case "FrozenSet" when type.IsIn("System", "Collections", "Frozen"):
                return Collection(type, element, "Count", $"{Frozen}FrozenSet.ToFrozenSet<{name}>({{0}}, null)", null);
            case "ReadOnlyCollection" when type.IsIn("System", "Collections", "ObjectModel"):
                return Collection(type, element, count: null, $"new {ReadOnly}ReadOnlyCollection<{name}>({{0}})", null);
        }

        return Interface(type, "ICollection") is not null && IsCreatable(type)
            ? Collection(type, element, count: null, $"new {full}()", $"(({Generic}ICollection<{name}>)result).Add({{0}})")
            : Refused(type, "is enumerable but not a collection that can be created and filled; use List<T>, or mark it with [MessagePackObject]");
    }

    private MessagePackCollectionModel Collection(ITypeSymbol type, ITypeSymbol element, string? count, string creation, string? add)
    {
        var absent = type.IsReferenceType ? "value is null" : type is { Name: "ImmutableArray" } ? "value.IsDefault" : null;
        return new MessagePackCollectionModel(className, TypeNames.Full(type), absent, types.ParseValue(element), count, creation, add);
    }

    private MessagePackModel? Dictionary(INamedTypeSymbol type, ITypeSymbol key, ITypeSymbol value)
    {
        var arguments = $"<{TypeNames.Full(key)}, {TypeNames.Full(value)}>";
        var plain = $"new {Generic}Dictionary{arguments}({Capacity})";
        var result = "{0}";
        if (type.IsIn("System", "Collections", "Immutable"))
        {
            result = $"{Immutable}{ImmutableFactory(type)}.CreateRange{arguments}({{0}})";
        }
        else if (type.Name == "FrozenDictionary" && type.IsIn("System", "Collections", "Frozen"))
        {
            result = $"{Frozen}FrozenDictionary.ToFrozenDictionary{arguments}({{0}}, null)";
        }
        else if (type.Name == "ReadOnlyDictionary" && type.IsIn("System", "Collections", "ObjectModel"))
        {
            result = $"new {ReadOnly}ReadOnlyDictionary{arguments}({{0}})";
        }
        else if (!(type.Name is "Dictionary" or "IDictionary" or "IReadOnlyDictionary" && type.IsIn("System", "Collections", "Generic")))
        {
            return Interface(type, "IDictionary") is not null && IsCreatable(type)
                ? Dictionary(type, key, value, $"new {TypeNames.Full(type)}()", $"(({Generic}IDictionary{arguments})result)", result)
                : Refused(type, "is a dictionary that cannot be created and filled; use IReadOnlyDictionary<TKey, TValue>");
        }

        return Dictionary(type, key, value, plain, "result", result);
    }

    private MessagePackDictionaryModel Dictionary(INamedTypeSymbol type, ITypeSymbol key, ITypeSymbol value, string creation, string filled, string result)
        => new(className, TypeNames.Full(type), types.ParseValue(key), types.ParseValue(value), creation, filled, result, type.TypeKind == TypeKind.Interface);

    private MessagePackModel? Refused(INamedTypeSymbol type, string reason)
    {
        types.Refuse(type, reason);
        return null;
    }

    /// <summary>Member with the number of elements of an immutable collection; null where there is none.</summary>
    private static string? Counted(INamedTypeSymbol type)
        => type.Name is "ImmutableList" or "ImmutableHashSet" or "ImmutableSortedSet" ? "Count" : null;

    /// <summary>Class with the factory methods of an immutable collection.</summary>
    private static string ImmutableFactory(INamedTypeSymbol type)
        => type.TypeKind != TypeKind.Interface ? type.Name
            : type.Name == "IImmutableSet" ? "ImmutableHashSet"
            : type.Name.Substring(1);

    private static INamedTypeSymbol? Interface(INamedTypeSymbol type, string name)
        => IsGeneric(type, name) ? type : type.AllInterfaces.FirstOrDefault(candidate => IsGeneric(candidate, name));

    private static bool IsGeneric(INamedTypeSymbol type, string name)
        => type.TypeKind == TypeKind.Interface && type.Name == name && type.TypeArguments.Length > 0 && type.IsIn("System", "Collections", "Generic");

    private static bool IsSystemInterface(INamedTypeSymbol type)
        => type.Name is "IEnumerable" or "ICollection" or "IList" or "IReadOnlyCollection" or "IReadOnlyList" or "ISet" or "IReadOnlySet"
            && type.IsIn("System", "Collections", "Generic");

    private static bool IsCreatable(INamedTypeSymbol type)
        => type is { TypeKind: TypeKind.Class, IsAbstract: false }
            && type.InstanceConstructors.Any(constructor => constructor is { Parameters.Length: 0, DeclaredAccessibility: Accessibility.Public });
}
