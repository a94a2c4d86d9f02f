using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses one class, record or struct whose members are an array or a map, by the rules of MessagePack-CSharp.</summary>
/// <param name="types">Parser of the members' types.</param>
/// <param name="type">The type.</param>
/// <param name="className">Name of its serializer class.</param>
internal sealed class MessagePackObjectParser(MessagePackTypeParser types, INamedTypeSymbol type, string className)
{
    private readonly MessagePackLayout _layout = MessagePackLayout.Of(type);
    private readonly List<MessagePackMember> _members = [];
    private readonly HashSet<ISymbol> _overridden = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _names = [];
    private readonly JsonAccessors _accessors = new(type);

    public MessagePackModel? Parse()
    {
        foreach (var current in Hierarchy())
        {
            AddMembers(current);
        }

        if (_members.Any(member => member.Index is null) && _members.Any(member => member.Index is not null))
        {
            types.Refuse(type, "has keys that are numbers and keys that are names; they have to be of one kind");
            return null;
        }

        var isMap = _members.Count == 0 ? _layout.ByName : _members[0].Index is null;
        var ordered = isMap ? _members : [.. _members.OrderBy(member => member.Index)];
        var constructor = MessagePackConstructors.Find(type, ordered, _layout.AllowsPrivate, out var places, out var problem);
        if (problem is not null)
        {
            types.Refuse(type, problem);
            return null;
        }

        foreach (var place in places)
        {
            ordered[place].IsParameter = true;
        }

        return new MessagePackObjectModel(
            className,
            TypeNames.Full(type),
            type.IsReferenceType,
            isMap,
            new EquatableArray<MessagePackMemberModel>([.. ordered.Select(member => Model(member, isMap))]),
            new EquatableArray<MessagePackParameterModel>(
                [.. places.Select((place, i) => new MessagePackParameterModel(place, JsonDefaults.Of(constructor!.Parameters[i])))]),
            MessagePackConstructors.NeedsAccessor(type, constructor) ? _accessors.Constructor(constructor!) : null,
            constructor is null,
            type.AllInterfaces.Any(candidate => KnownTypes.Is(candidate, "IMessagePackSerializationCallbackReceiver", "MessagePack", 0)));
    }

    private IEnumerable<INamedTypeSymbol> Hierarchy()
    {
        for (var current = type; current is not null && current.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); current = current.BaseType)
        {
            yield return current;
        }
    }

    private void AddMembers(INamedTypeSymbol declaring)
    {
        foreach (var property in declaring.GetMembers().OfType<IPropertySymbol>())
        {
            if (property is { IsStatic: false, Parameters.Length: 0, ExplicitInterfaceImplementations.Length: 0 })
            {
                Add(property, property.Type);
                for (var hidden = property.OverriddenProperty; hidden is not null; hidden = hidden.OverriddenProperty)
                {
                    _overridden.Add(hidden);
                }
            }
        }

        foreach (var field in declaring.GetMembers().OfType<IFieldSymbol>())
        {
            if (field is { IsStatic: false, IsImplicitlyDeclared: false })
            {
                Add(field, field.Type);
            }
        }
    }

    private void Add(ISymbol symbol, ITypeSymbol memberType)
    {
        if (_overridden.Contains(symbol) || MessagePackMember.IsIgnored(symbol))
        {
            return;
        }

        var member = new MessagePackMember(symbol, memberType, _layout);
        if (!member.IsIncluded)
        {
            return;
        }

        if (member.Unsupported(_layout) is { } reason)
        {
            types.RefuseMember(type, symbol.Name, reason);
            return;
        }

        if (!member.IsKeyed && !_names.Add(symbol.Name))
        {
            // Hidden by a member of a derived type, which is the one that counts.
            return;
        }

        if (_members.Any(other => other.Index is not null ? other.Index == member.Index : other.Name == member.Name))
        {
            types.RefuseMember(type, symbol.Name, $"has the key {(member.Index is { } index ? index.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"'{member.Name}'")} of another member");
            return;
        }

        _members.Add(member);
    }

    private MessagePackMemberModel Model(MessagePackMember member, bool isMap) => new(
        member.Index ?? -1,
        member.Name ?? "",
        Identifiers.Escape(member.Symbol.Name),
        types.ParseMember(type, member.Symbol.Name, member.Type, isMap),
        CastTo(member),
        member.CanBeWritten,
        member.CanBeWritten && member.NeedsGetter ? _accessors.Getter(member.Symbol) : null,
        member.Read,
        member.Read == MessagePackMemberRead.Set && member.NeedsSetter ? _accessors.Setter(member.Symbol) : null);

    /// <summary>Type through which a member is reached that a derived type hides; else null.</summary>
    private string? CastTo(MessagePackMember member)
    {
        var declaring = member.Symbol.ContainingType;
        var hidden = !SymbolEqualityComparer.Default.Equals(declaring, type)
            && Hierarchy().TakeWhile(level => !SymbolEqualityComparer.Default.Equals(level, declaring))
                .Any(level => level.GetMembers(member.Symbol.Name).Length > 0);
        return hidden ? TypeNames.Full(declaring) : null;
    }
}
