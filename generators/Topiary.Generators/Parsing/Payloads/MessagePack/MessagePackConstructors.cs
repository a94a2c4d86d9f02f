using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Chooses the constructor with which a type is read, as MessagePack-CSharp does: the marked one, else the public one with the
/// most parameters all of which are members.
/// </summary>
internal static class MessagePackConstructors
{
    /// <summary>Finds the constructor.</summary>
    /// <param name="type">The type.</param>
    /// <param name="members">Its members.</param>
    /// <param name="allowsPrivate">Whether one that is not public will do.</param>
    /// <param name="parameters">Places of the members that belong to its parameters.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    /// <returns>The constructor; null for a struct that is read into its default value, and where something is wrong.</returns>
    public static IMethodSymbol? Find(
        INamedTypeSymbol type, IReadOnlyList<MessagePackMember> members, bool allowsPrivate, out IReadOnlyList<int> parameters, out string? problem)
    {
        problem = null;
        parameters = [];
        var marked = type.InstanceConstructors.Where(constructor => constructor.MessagePack("SerializationConstructor") is not null).ToList();
        if (marked.Count > 1)
        {
            problem = "has several constructors with [SerializationConstructor]";
            return null;
        }

        var candidates = marked.Count == 1 ? marked : type.InstanceConstructors
            .Where(constructor => (allowsPrivate || constructor.DeclaredAccessibility == Accessibility.Public) && !IsCopy(type, constructor))
            .OrderByDescending(constructor => constructor.DeclaredAccessibility == Accessibility.Public)
            .ThenByDescending(constructor => constructor.Parameters.Length).ToList();
        foreach (var candidate in candidates)
        {
            if ((Bind(candidate, ByName(members), members) ?? Bind(candidate, ByPlace(members), members)) is { } bound)
            {
                parameters = bound;
                return candidate is { IsImplicitlyDeclared: true, ContainingType.IsValueType: true } ? null : candidate;
            }
        }

        problem = marked.Count == 1
            ? "has a constructor with [SerializationConstructor] to whose parameters no members of the same names and types belong"
            : "has no public constructor whose parameters are members of the same names and types; declare one without parameters, or mark one with [SerializationConstructor]";
        return null;
    }

    /// <summary>Whether C# would not let generated code call the constructor.</summary>
    public static bool NeedsAccessor(INamedTypeSymbol type, IMethodSymbol? constructor)
        => constructor is not null
            && (constructor.DeclaredAccessibility != Accessibility.Public || (!JsonConstructors.SetsRequiredMembers(constructor) && HasRequiredMembers(type)));

    private static Func<IParameterSymbol, int> ByName(IReadOnlyList<MessagePackMember> members) => parameter => IndexOf(
        members,
        member => string.Equals(member.Symbol.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
            || string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));

    private static Func<IParameterSymbol, int> ByPlace(IReadOnlyList<MessagePackMember> members)
        => parameter => IndexOf(members, member => member.Index == parameter.Ordinal);

    private static int IndexOf(IReadOnlyList<MessagePackMember> members, Func<MessagePackMember, bool> fits)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (fits(members[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static List<int>? Bind(IMethodSymbol constructor, Func<IParameterSymbol, int> find, IReadOnlyList<MessagePackMember> members)
    {
        var bound = new List<int>();
        foreach (var parameter in constructor.Parameters)
        {
            var index = find(parameter);
            if (index < 0
                || bound.Contains(index)
                || parameter.RefKind is not (RefKind.None or RefKind.In)
                || !SymbolEqualityComparer.Default.Equals(members[index].Type, parameter.Type))
            {
                return null;
            }

            bound.Add(index);
        }

        return bound;
    }

    private static bool IsCopy(INamedTypeSymbol type, IMethodSymbol constructor)
        => constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);

    private static bool HasRequiredMembers(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
            {
                return true;
            }
        }

        return false;
    }
}
