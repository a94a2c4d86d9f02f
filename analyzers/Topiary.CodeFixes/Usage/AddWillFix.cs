using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace Topiary.CodeFixes;

/// <summary>Marks the method of a contract that is taken for a last will with <c>[Will]</c>, wherever the contract is declared.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddWillFix : SolutionFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP5003"];

    private protected override string TitleOfAll => "Mark these methods with [Will]";

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await DeclarationAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } method)
            {
                Offer(context, context.Document.Project, $"Mark '{method.Identifier.ValueText}' with [Will]", diagnostic);
            }
        }
    }

    private protected override async Task<Solution> ApplyAsync(Project project, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var methods = new HashSet<MethodDeclarationSyntax>();
        foreach (var diagnostic in diagnostics)
        {
            if (project.GetDocument(diagnostic.Location.SourceTree) is { } document
                && await DeclarationAsync(document, diagnostic, cancellationToken).ConfigureAwait(false) is { } method)
            {
                methods.Add(method);
            }
        }

        var editor = new SolutionEditor(project.Solution);
        foreach (var method in methods)
        {
            var document = await editor.GetDocumentEditorAsync(project.Solution.GetDocument(method.SyntaxTree)!.Id, cancellationToken).ConfigureAwait(false);
            document.ReplaceNode(
                method, static (current, generator) => generator.AddAttributes(current, generator.Attribute("Will")).WithAdditionalAnnotations(Formatter.Annotation));
        }

        return editor.GetChangedSolution();
    }

    /// <summary>The declaration of the method that is called, when it is in the solution.</summary>
    private static async Task<MethodDeclarationSyntax?> DeclarationAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var called = model!.GetSymbolInfo(root!.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), cancellationToken).Symbol;
        if (called is null || called.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "WillAttribute"))
        {
            return null;
        }

        return called.DeclaringSyntaxReferences
            .Where(reference => document.Project.Solution.GetDocument(reference.SyntaxTree) is not null)
            .Select(reference => reference.GetSyntax(cancellationToken))
            .OfType<MethodDeclarationSyntax>()
            .FirstOrDefault();
    }
}
