using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Topiary.CodeFixes.Handlers;

/// <summary>Makes an <c>async void</c> handler <c>async Task</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AsyncTaskFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP3102"];

    private protected override string? Title(FixTarget target) => target.Node is MethodDeclarationSyntax ? "Return a Task" : null;

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var type = ((MethodDeclarationSyntax)target.Node).ReturnType;
        editor.ReplaceNode(type, SyntaxFactory.IdentifierName("Task").WithTriviaFrom(type));
    }
}
