using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Declarations;

namespace Topiary.CodeFixes;

/// <summary>A diagnostic and where it stands.</summary>
internal sealed class FixTarget(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
{
    public Diagnostic Diagnostic { get; } = diagnostic;

    public SemanticModel Model { get; } = model;

    /// <summary>The innermost node at the diagnostic's place.</summary>
    public SyntaxNode Node { get; } = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>Name of what is wrong: a placeholder, a parameter; null when the rule has none.</summary>
    public string? Name => Diagnostic.Properties.TryGetValue(ProblemReporter.NameProperty, out var name) ? name : null;

    /// <summary>The nearest node of a kind around the diagnostic.</summary>
    public T? Around<T>()
        where T : SyntaxNode => Node.FirstAncestorOrSelf<T>();
}
