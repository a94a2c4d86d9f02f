using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Finds the attributes of MessagePack-CSharp by their full names, wherever they are declared, so that types that are marked
/// for that library need no change; and those of <c>System.Runtime.Serialization</c> that it honours too.
/// </summary>
internal static class MessagePackAttributes
{
    /// <summary>The attribute of MessagePack of this name, without its suffix, on a symbol; null when there is none.</summary>
    public static AttributeData? MessagePack(this ISymbol symbol, string name) => Find(symbol, $"MessagePack.{name}Attribute");

    /// <summary>The attribute of data contracts of this name, without its suffix, on a symbol; null when there is none.</summary>
    public static AttributeData? DataContract(this ISymbol symbol, string name) => Find(symbol, $"System.Runtime.Serialization.{name}Attribute");

    /// <summary>Finds an attribute on a type or on one that it derives from.</summary>
    private static AttributeData? Find(ISymbol symbol, string name)
    {
        for (var current = symbol; current is not null; current = Inherited(current))
        {
            if (KnownTypes.FindAttribute(current, name) is { } attribute)
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The symbol whose attributes this one inherits.</summary>
    private static ISymbol? Inherited(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol { TypeKind: TypeKind.Class } type => type.BaseType,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };
}
