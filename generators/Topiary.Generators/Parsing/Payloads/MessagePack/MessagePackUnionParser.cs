using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses a type that stands for derived types, which <c>[Union]</c> lists.</summary>
internal static class MessagePackUnionParser
{
    /// <summary>The attributes that list derived types.</summary>
    public static IEnumerable<AttributeData> Cases(INamedTypeSymbol type)
        => type.GetAttributes().Where(attribute => KnownTypes.IsAttribute(attribute, "MessagePack.UnionAttribute") && attribute.ConstructorArguments.Length == 2);

    public static MessagePackModel? Parse(MessagePackTypeParser types, INamedTypeSymbol type, string className)
    {
        if (!types.IsAccessible(type))
        {
            types.Refuse(type, JsonTypeParser.NotAccessible);
            return null;
        }

        if (type.TypeKind != TypeKind.Interface && !type.IsAbstract)
        {
            types.Refuse(type, "has [Union] but is neither an interface nor an abstract class");
            return null;
        }

        var cases = new List<MessagePackCaseModel>();
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var attribute in Cases(type))
        {
            var derived = attribute.ConstructorArguments[1].Value as INamedTypeSymbol;
            if (attribute.ConstructorArguments[0].Value is not int key || derived is null || !IsDerived(derived, type))
            {
                types.Refuse(type, $"has [Union] with {derived?.ToDisplayString() ?? "a type's name"}, which is no type that derives from it; name one with typeof");
            }
            else if (cases.Any(other => other.Key == key) || !seen.Add(derived))
            {
                types.Refuse(type, $"has [Union] with the key {key} or the type {derived.ToDisplayString()} twice");
            }
            else
            {
                cases.Add(new MessagePackCaseModel(key, types.ParseValue(derived)));
            }
        }

        return new MessagePackUnionModel(className, TypeNames.Full(type), new EquatableArray<MessagePackCaseModel>([.. cases]));
    }

    private static bool IsDerived(INamedTypeSymbol derived, INamedTypeSymbol type)
    {
        for (var current = derived.BaseType; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, type))
            {
                return true;
            }
        }

        return !derived.IsUnboundGenericType && derived.AllInterfaces.Contains(type, SymbolEqualityComparer.Default);
    }
}
