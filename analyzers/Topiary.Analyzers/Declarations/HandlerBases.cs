using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Declarations;

/// <summary>
/// The classes that handlers of this compilation extend: their methods are called although they are not marked. Looked up
/// only when there is an unmarked class with handler methods.
/// </summary>
internal sealed class HandlerBases(Compilation compilation, KnownSymbols symbols)
{
    private HashSet<ISymbol>? _bases;

    /// <summary>Whether a handler extends the class. Several threads may collect at once; they find the same.</summary>
    public bool Contains(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        var bases = Volatile.Read(ref _bases);
        if (bases is null)
        {
            bases = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            Collect(compilation.Assembly.GlobalNamespace, bases, cancellationToken);
            Volatile.Write(ref _bases, bases);
        }

        return bases.Contains(type.OriginalDefinition);
    }

    private void Collect(INamespaceOrTypeSymbol container, HashSet<ISymbol> bases, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type && symbols.IsHandlerClass(type))
            {
                for (var extended = type.BaseType; extended is not null; extended = extended.BaseType)
                {
                    bases.Add(extended.OriginalDefinition);
                }
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                Collect(inner, bases, cancellationToken);
            }
        }
    }
}
