using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Usage;

/// <summary>
/// Which handlers are registered together: by one method, or by methods that it calls with what they register in. Methods that
/// nothing joins need not be one application. Filled by several threads, read when all code has been seen.
/// </summary>
internal sealed class RegisteredHandlers(KnownSymbols symbols)
{
    private readonly ConcurrentDictionary<ISymbol, ConcurrentDictionary<ISymbol, bool>> _handlers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, ConcurrentDictionary<ISymbol, bool>> _calls = new(SymbolEqualityComparer.Default);
    private volatile bool _any;

    /// <summary>True when some handler is registered, if only as the type argument of another method.</summary>
    public bool Any => _any;

    /// <summary>Takes down a registration, or a call of a method that may register.</summary>
    public void Note(IInvocationOperation call, ISymbol caller, IAssemblySymbol assembly)
    {
        var method = call.TargetMethod;
        if (method is { Name: "AddHandler", TypeArguments: { Length: 1 } arguments })
        {
            _any = true;
            if (arguments[0] is INamedTypeSymbol handler && symbols.IsHandlerClass(handler))
            {
                Add(_handlers, caller, handler);
            }
        }
        else if (SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, assembly))
        {
            var declared = (method.ReducedFrom ?? method).OriginalDefinition;
            if (declared.Parameters.Any(static parameter => parameter.Type.Name is "TopiaryBuilder" or "IServiceCollection"))
            {
                Add(_calls, caller.OriginalDefinition, declared);
            }
        }
    }

    /// <summary>Handlers that are registered together, in the order of their names; only where there are several.</summary>
    public IEnumerable<IReadOnlyList<INamedTypeSymbol>> Together()
    {
        var called = new HashSet<ISymbol>(_calls.Values.SelectMany(static calls => calls.Keys), SymbolEqualityComparer.Default);
        var covered = new HashSet<ISymbol>(SymbolEqualityComparer.Default);

        // First those that nobody calls. What is left then calls each other in a circle.
        foreach (var root in _handlers.Keys.Concat(_calls.Keys).OrderBy(called.Contains).ToList())
        {
            if (covered.Contains(root))
            {
                continue;
            }

            var handlers = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
            Follow(root, new HashSet<ISymbol>(SymbolEqualityComparer.Default), handlers, covered);
            if (handlers.Count > 1)
            {
                yield return ByName(handlers);
            }
        }
    }

    /// <summary>Handlers in an order that does not change from one build to the next.</summary>
    public static IReadOnlyList<INamedTypeSymbol> ByName(IEnumerable<INamedTypeSymbol> handlers) =>
        [.. handlers.OrderBy(static handler => handler.ToDisplayString(), System.StringComparer.Ordinal)];

    private static void Add(ConcurrentDictionary<ISymbol, ConcurrentDictionary<ISymbol, bool>> all, ISymbol key, ISymbol value) =>
        all.GetOrAdd(key.OriginalDefinition, static _ => new(SymbolEqualityComparer.Default)).TryAdd(value, true);

    private void Follow(ISymbol method, HashSet<ISymbol> seen, HashSet<INamedTypeSymbol> handlers, HashSet<ISymbol> covered)
    {
        if (!seen.Add(method))
        {
            return;
        }

        covered.Add(method);
        if (_handlers.TryGetValue(method, out var registered))
        {
            handlers.UnionWith(registered.Keys.Cast<INamedTypeSymbol>());
        }

        if (_calls.TryGetValue(method, out var calls))
        {
            foreach (var next in calls.Keys)
            {
                Follow(next, seen, handlers, covered);
            }
        }
    }
}
