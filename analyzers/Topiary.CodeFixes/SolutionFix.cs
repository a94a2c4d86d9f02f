using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Topiary.CodeFixes;

/// <summary>A fix that changes other files than the one with the diagnostic.</summary>
public abstract class SolutionFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new AllFixes(this);

    /// <summary>What fixing everything does, as a command.</summary>
    private protected abstract string TitleOfAll { get; }

    /// <summary>Mends all of these, diagnostics of one project, that can be mended.</summary>
    private protected abstract Task<Solution> ApplyAsync(Project project, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken);

    private protected void Offer(CodeFixContext context, Project project, string title, Diagnostic diagnostic) => context.RegisterCodeFix(
        CodeAction.Create(title, cancellationToken => ApplyAsync(project, [diagnostic], cancellationToken), GetType().Name), diagnostic);

    private sealed class AllFixes(SolutionFix fix) : FixAllProvider
    {
        public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
        {
            var found = new List<(ProjectId Project, ImmutableArray<Diagnostic> Diagnostics)>();
            foreach (var project in fixAllContext.Scope == FixAllScope.Solution ? fixAllContext.Solution.Projects : [fixAllContext.Project])
            {
                var diagnostics = fixAllContext is { Scope: FixAllScope.Document, Document: { } document }
                    ? await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                    : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
                found.Add((project.Id, diagnostics));
            }

            return CodeAction.Create(
                fix.TitleOfAll,
                async cancellationToken =>
                {
                    var solution = fixAllContext.Solution;
                    foreach (var (id, diagnostics) in found)
                    {
                        solution = await fix.ApplyAsync(solution.GetProject(id)!, diagnostics, cancellationToken).ConfigureAwait(false);
                    }

                    return solution;
                },
                fix.GetType().Name);
        }
    }
}
