using System.Threading;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>What the parsing of one declaration needs besides its symbol. Used by one thread.</summary>
internal sealed class ParseContext
{
    private readonly Location? _fallback;
    private readonly int _problemsBefore;
    private bool _failed;

    /// <summary>Starts parsing a declaration.</summary>
    /// <param name="compilation">Compilation that the generated code becomes part of.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <param name="fallback">Location of problems in what has no source here: a contract of another assembly.</param>
    /// <param name="cancellationToken">Ends parsing.</param>
    public ParseContext(Compilation compilation, ProblemList problems, Location? fallback, CancellationToken cancellationToken)
    {
        Compilation = compilation;
        Problems = problems;
        CancellationToken = cancellationToken;
        _fallback = fallback;
        _problemsBefore = problems.Items.Count;
    }

    public Compilation Compilation { get; }

    public ProblemList Problems { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>Whether nothing has been found wrong so far.</summary>
    public bool Sound => !_failed && Problems.Items.Count == _problemsBefore;

    /// <summary>
    /// The context for another declaration that this one builds on. When that has source with a marker attribute, its
    /// problems are reported there, so they are kept quiet here; else they are reported at this declaration.
    /// </summary>
    public ParseContext For(ISymbol other, bool reportedThere) =>
        reportedThere && SourceLocation.Of(other) is not null ? new(Compilation, new ProblemList(), null, CancellationToken) : this;

    /// <summary>Takes over the outcome of a context from <see cref="For"/>.</summary>
    public void Merge(ParseContext other) => _failed |= !other.Sound;

    public void Report(string id, Location? location, params object[] arguments) => Problems.Add(id, location ?? _fallback, arguments);

    public void Report(string id, ISymbol symbol, params object[] arguments) => Report(id, SourceLocation.Of(symbol), arguments);

    /// <summary>Location for what is found wrong with a symbol.</summary>
    public Location? LocationOf(ISymbol symbol) => SourceLocation.Of(symbol) ?? _fallback;
}
