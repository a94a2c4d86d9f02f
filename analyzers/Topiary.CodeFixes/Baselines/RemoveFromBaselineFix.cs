using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Topiary.Analyzers.Baselines;
using Topiary.Analyzers.Declarations;

namespace Topiary.CodeFixes.Baselines;

/// <summary>Takes a contract that the project has no more out of its baseline.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, DocumentKinds = [nameof(TextDocumentKind.AdditionalDocument)]), Shared]
public sealed class RemoveFromBaselineFix : SolutionFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP2107"];

    private protected override string TitleOfAll => "Remove these contracts from the baseline";

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            Offer(context, context.TextDocument.Project, $"Remove '{NameIn(diagnostic)}' from the baseline", diagnostic);
        }

        return Task.CompletedTask;
    }

    private protected override async Task<Solution> ApplyAsync(Project project, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var solution = project.Solution;
        foreach (var document in BaselineDocuments.Of(project))
        {
            var gone = new HashSet<string>(
                diagnostics.Where(diagnostic => diagnostic.Location.GetLineSpan().Path == document.FilePath).Select(NameIn), StringComparer.Ordinal);
            if (gone.Count > 0)
            {
                var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
                solution = solution.WithAdditionalDocumentText(document.Id, SourceText.From(BaselineFile.Read(text.ToString()).Without(gone), text.Encoding));
            }
        }

        return solution;
    }

    private static string NameIn(Diagnostic diagnostic) => diagnostic.Properties[ProblemReporter.NameProperty]!;
}
