using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>What the declaration of one property or field says about its place in MessagePack.</summary>
internal sealed class MessagePackMember
{
    // DataMember.Order where it is not set.
    private const int NoOrder = -1;

    private readonly bool _allowsPrivate;

    public MessagePackMember(ISymbol symbol, ITypeSymbol type, MessagePackLayout layout)
    {
        Symbol = symbol;
        Type = type;
        var key = symbol.MessagePack("Key");
        IsKeyed = key is not null;
        var member = layout.IsDataContract ? symbol.DataContract("DataMember") : null;
        var order = member?.Argument("Order") is int number ? number : NoOrder;
        Index = key?.Argument() is int index ? index : order != NoOrder ? order : null;
        Name = Index is not null ? null
            : key?.Argument() as string ?? (member is not null ? member.Argument("Name") as string ?? symbol.Name : layout.ByName ? symbol.Name : null);
        _allowsPrivate = layout.AllowsPrivate || IsKeyed || member is not null;
        IsIncluded = (CanBeWritten || CanBeSet)
            && (!layout.IsDataContract || member is not null)
            && (Index is not null || Name is not null || IsPublic)
            && !symbol.IsImplicitlyDeclared;
    }

    public ISymbol Symbol { get; }

    public ITypeSymbol Type { get; }

    /// <summary>Place in an array; null where the key is a name, or missing.</summary>
    public int? Index { get; }

    /// <summary>Name in a map; null where the key is a place, or missing.</summary>
    public string? Name { get; }

    /// <summary>Whether it has <c>[Key]</c>.</summary>
    public bool IsKeyed { get; }

    /// <summary>Whether it belongs to what is written or read.</summary>
    public bool IsIncluded { get; }

    /// <summary>Whether the constructor takes its value.</summary>
    public bool IsParameter { get; set; }

    public static bool IsIgnored(ISymbol symbol) => symbol.MessagePack("IgnoreMember") is not null || symbol.DataContract("IgnoreDataMember") is not null;

    public bool CanBeWritten => Symbol is not IPropertySymbol property ? IsSeen(Symbol) : property.GetMethod is { } getter && IsSeen(getter);

    public MessagePackMemberRead Read => IsParameter ? MessagePackMemberRead.Constructor : CanBeSet ? MessagePackMemberRead.Set : MessagePackMemberRead.Skipped;

    public bool NeedsGetter => Symbol is IPropertySymbol property
        ? property.GetMethod!.DeclaredAccessibility != Accessibility.Public
        : Symbol.DeclaredAccessibility != Accessibility.Public;

    public bool NeedsSetter => Symbol is IPropertySymbol property
        ? property.SetMethod!.IsInitOnly || property.SetMethod.DeclaredAccessibility != Accessibility.Public
        : Symbol.DeclaredAccessibility != Accessibility.Public;

    /// <summary>What keeps the member from being supported; null when nothing does.</summary>
    public string? Unsupported(MessagePackLayout layout)
    {
        if (Symbol.MessagePack("MessagePackFormatter") is not null)
        {
            return "has [MessagePackFormatter], which needs MessagePack-CSharp";
        }

        if (IsKeyed && !layout.IsMarked)
        {
            return "has [Key], but its type has no [MessagePackObject]";
        }

        if (Index is null && Name is null)
        {
            return "is public but has neither [Key] nor [IgnoreMember]";
        }

        if (Index is < 0 or > ushort.MaxValue)
        {
            return $"has the key {Index}, which is not between 0 and {ushort.MaxValue}";
        }

        if (Name is not null && !IsText(Name))
        {
            return "has a key that is not text: half of a surrogate pair is missing";
        }

        return Symbol is IPropertySymbol { ReturnsByRef: true } or IPropertySymbol { ReturnsByRefReadonly: true } ? "returns a reference" : null;
    }

    private bool CanBeSet => Symbol is IPropertySymbol property
        ? property.SetMethod is { } setter && IsSeen(setter)
        : Symbol is IFieldSymbol { IsReadOnly: false } && IsSeen(Symbol);

    private bool IsPublic => Symbol is IPropertySymbol property
        ? property.GetMethod?.DeclaredAccessibility == Accessibility.Public || property.SetMethod?.DeclaredAccessibility == Accessibility.Public
        : Symbol.DeclaredAccessibility == Accessibility.Public;

    private static bool IsText(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogatePair(name, i))
            {
                i++;
            }
            else if (char.IsSurrogate(name[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsSeen(ISymbol symbol) => _allowsPrivate || symbol.DeclaredAccessibility == Accessibility.Public;
}
