using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Topiary.Analyzers.Baselines;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Baselines;

/// <summary>Writes a contract as it is now to the project's baseline; to the file that has it, else to the first one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UpdateBaselineFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP2104", "TOP2105"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new UpdateAllFix();

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (Baselines(context.Document.Project).Any())
        {
            foreach (var diagnostic in context.Diagnostics)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Write this contract to the baseline",
                        cancellationToken => WriteAsync(context.Document.Project, [diagnostic], cancellationToken),
                        nameof(UpdateBaselineFix)),
                    diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The solution with the contracts of all these places written to the baseline.</summary>
    internal static async Task<Solution> WriteAsync(Project project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var compilation = await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
        var contracts = new Dictionary<string, JsonTree>(StringComparer.Ordinal);
        foreach (var diagnostic in diagnostics)
        {
            if (compilation is not null
                && diagnostic.Location.SourceTree is { } tree
                && (await tree.GetRootAsync(cancellationToken).ConfigureAwait(false)).FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InterfaceDeclarationSyntax>() is { } declaration
                && compilation.GetSemanticModel(tree).GetDeclaredSymbol(declaration, cancellationToken) is INamedTypeSymbol type
                && ContractParser.Parse(type, compilation, new ProblemList(), cancellationToken) is { } contract)
            {
                contracts[ContractShape.NameOf(contract)] = ContractShape.Of(contract);
            }
        }

        return await WriteAsync(project, contracts, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Solution> WriteAsync(Project project, Dictionary<string, JsonTree> contracts, CancellationToken cancellationToken)
    {
        var files = new List<(DocumentId Id, BaselineFile File)>();
        foreach (var document in Baselines(project))
        {
            var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            files.Add((document.Id, BaselineFile.Read(text.ToString())));
        }

        var solution = project.Solution;
        for (var i = 0; i < files.Count; i++)
        {
            var (id, file) = files[i];
            var here = contracts
                .Where(contract => file.Has(contract.Key) || (i == 0 && !files.Exists(other => other.File.Has(contract.Key))))
                .ToDictionary(static contract => contract.Key, static contract => contract.Value);
            if (here.Count > 0)
            {
                solution = solution.WithAdditionalDocumentText(id, SourceText.From(file.With(here)));
            }
        }

        return solution;
    }

    private static IEnumerable<TextDocument> Baselines(Project project) => project.AdditionalDocuments
        .Where(static document => (document.FilePath ?? document.Name).EndsWith(BaselineFile.Suffix, StringComparison.OrdinalIgnoreCase))
        .OrderBy(static document => document.Name, StringComparer.Ordinal);

    private sealed class UpdateAllFix : FixAllProvider
    {
        public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
        {
            var projects = fixAllContext.Scope == FixAllScope.Solution ? fixAllContext.Solution.Projects : [fixAllContext.Project];
            var found = new List<(ProjectId Project, ImmutableArray<Diagnostic> Diagnostics)>();
            foreach (var project in projects.Where(static project => Baselines(project).Any()))
            {
                var diagnostics = fixAllContext is { Scope: FixAllScope.Document, Document: { } document }
                    ? await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                    : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
                found.Add((project.Id, diagnostics));
            }

            return CodeAction.Create(
                "Write these contracts to the baseline",
                async cancellationToken =>
                {
                    var solution = fixAllContext.Solution;
                    foreach (var (id, diagnostics) in found)
                    {
                        solution = await WriteAsync(solution.GetProject(id)!, diagnostics, cancellationToken).ConfigureAwait(false);
                    }

                    return solution;
                },
                nameof(UpdateBaselineFix));
        }
    }
}
