using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>The handlers of a compilation, each parsed once for all analyzers that ask.</summary>
internal sealed class ParsedHandlers
{
    private static readonly ConditionalWeakTable<Compilation, ParsedHandlers> s_all = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, Result> _results = new(SymbolEqualityComparer.Default);
    private readonly WeakReference<Compilation> _compilation;

    private ParsedHandlers(Compilation compilation) => _compilation = new WeakReference<Compilation>(compilation);

    /// <summary>Those of a compilation; they live as long as it does.</summary>
    public static ParsedHandlers Of(Compilation compilation) => s_all.GetValue(compilation, static key => new ParsedHandlers(key));

    /// <summary>A handler, and what is wrong with it.</summary>
    public Result Get(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        if (_results.TryGetValue(type, out var known))
        {
            return known;
        }

        var problems = new ProblemList();
        var model = _compilation.TryGetTarget(out var compilation) ? HandlerParser.Parse(type, compilation, problems, cancellationToken) : null;
        return _results.GetOrAdd(type, new Result(model is null ? [] : HandlerRoute.Of(model, type), problems));
    }

    /// <summary>What the parser says of a handler.</summary>
    /// <param name="routes">What it handles; none when there are problems.</param>
    /// <param name="problems">The problems.</param>
    internal sealed class Result(List<HandlerRoute> routes, ProblemList problems)
    {
        public IReadOnlyList<HandlerRoute> Routes { get; } = routes;

        public ProblemList Problems { get; } = problems;
    }
}
