using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>The contracts of a compilation, each parsed once for all analyzers that ask.</summary>
internal sealed class ParsedContracts
{
    private static readonly ConditionalWeakTable<Compilation, ParsedContracts> s_all = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, Result> _results = new(SymbolEqualityComparer.Default);
    private readonly System.WeakReference<Compilation> _compilation;

    private ParsedContracts(Compilation compilation) => _compilation = new System.WeakReference<Compilation>(compilation);

    /// <summary>Those of a compilation; they live as long as it does.</summary>
    public static ParsedContracts Of(Compilation compilation) => s_all.GetValue(compilation, static key => new ParsedContracts(key));

    /// <summary>A contract, and what is wrong with it.</summary>
    public Result Get(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        if (_results.TryGetValue(type, out var known))
        {
            return known;
        }

        var problems = new ProblemList();
        var model = _compilation.TryGetTarget(out var compilation) ? ContractParser.Parse(type, compilation, problems, cancellationToken) : null;
        return _results.GetOrAdd(type, new Result(model, problems));
    }

    /// <summary>What the parser says of a contract.</summary>
    /// <param name="model">The contract; null when there are problems.</param>
    /// <param name="problems">The problems.</param>
    internal sealed class Result(ContractModel? model, ProblemList problems)
    {
        public ContractModel? Model { get; } = model;

        public ProblemList Problems { get; } = problems;
    }
}
