using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Topiary.Analyzers.Baselines;
using Topiary.Generators.Emission;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Baselines;

/// <summary>Writes a contract as it is now to the project's baseline; to the file that has it, else to the first one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UpdateBaselineFix : SolutionFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP2104", "TOP2105"];

    private protected override string TitleOfAll => "Write these contracts to the baseline";

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (BaselineDocuments.Of(context.Document.Project).Any())
        {
            foreach (var diagnostic in context.Diagnostics)
            {
                Offer(context, context.Document.Project, "Write this contract to the baseline", diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private protected override async Task<Solution> ApplyAsync(Project project, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
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
        foreach (var document in BaselineDocuments.Of(project))
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
}
