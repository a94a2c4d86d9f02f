using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses tuples and pairs.</summary>
internal static class MessagePackTupleParser
{
    private const int MostParts = 7;

    /// <summary>The model; null when the type is neither a tuple nor a pair, or cannot be used.</summary>
    public static MessagePackModel? TryParse(MessagePackTypeParser types, ITypeSymbol type, string className)
    {
        if (type is not INamedTypeSymbol named || named.TypeArguments.Length > MostParts)
        {
            return null;
        }

        var members = Members(named);
        if (members.Length == 0)
        {
            return null;
        }

        var parts = named.TypeArguments.Zip(members, (part, member) => new MessagePackPartModel(member, types.ParseValue(part)));
        return new MessagePackTupleModel(className, NameOf(type), type.IsReferenceType, new EquatableArray<MessagePackPartModel>([.. parts]));
    }

    /// <summary>Full name of a type; a tuple's is the one without names, which can be created.</summary>
    public static string NameOf(ITypeSymbol type)
        => type is INamedTypeSymbol { IsTupleType: true } tuple
            ? $"global::System.ValueTuple<{string.Join(", ", tuple.TypeArguments.Select(TypeNames.Full))}>"
            : TypeNames.Full(type);

    private static string[] Members(INamedTypeSymbol type)
    {
        if (type.Name == "KeyValuePair" && type.TypeArguments.Length == 2 && type.IsIn("System", "Collections", "Generic"))
        {
            return ["Key", "Value"];
        }

        return type.Name is "Tuple" or "ValueTuple" && type.IsIn("System")
            ? [.. Enumerable.Range(1, type.TypeArguments.Length).Select(place => "Item" + place.ToString(System.Globalization.CultureInfo.InvariantCulture))]
            : [];
    }
}
