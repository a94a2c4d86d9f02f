using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Finds the members of a contract that its publisher must implement.</summary>
internal static class ContractMembers
{
    /// <summary>
    /// Abstract members of an interface and of those that it extends, its own first, each in the order of its declaration.
    /// Accessors are left out: their property or event stands for them.
    /// </summary>
    public static List<ISymbol> Abstract(INamedTypeSymbol contract)
    {
        var found = new List<ISymbol>();
        Add(contract, contract, found);
        foreach (var extended in contract.AllInterfaces)
        {
            Add(extended, contract, found);
        }

        return found;
    }

    private static void Add(INamedTypeSymbol declaring, INamedTypeSymbol contract, List<ISymbol> found)
    {
        foreach (var member in declaring.GetMembers())
        {
            if (member.IsAbstract && member is not (INamedTypeSymbol or IMethodSymbol { AssociatedSymbol: not null }) && !HasDefault(member, contract))
            {
                found.Add(member);
            }
        }
    }

    /// <summary>Whether an interface on the way down to the contract implements the member explicitly.</summary>
    private static bool HasDefault(ISymbol member, INamedTypeSymbol contract)
    {
        if (SymbolEqualityComparer.Default.Equals(member.ContainingType, contract))
        {
            return false;
        }

        if (Implements(contract, member))
        {
            return true;
        }

        foreach (var extended in contract.AllInterfaces)
        {
            if (Implements(extended, member))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Implements(INamedTypeSymbol type, ISymbol member)
    {
        foreach (var candidate in type.GetMembers())
        {
            if (candidate is IMethodSymbol { IsAbstract: false } method)
            {
                foreach (var implemented in method.ExplicitInterfaceImplementations)
                {
                    if (SymbolEqualityComparer.Default.Equals(implemented, member))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
