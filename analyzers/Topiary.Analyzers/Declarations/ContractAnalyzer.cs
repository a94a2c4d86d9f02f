using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;
using Topiary.Analyzers.Topics;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>Reports why no code can be generated for a contract.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ParserRules.All;

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var syntaxOf = new TopicSyntaxOf(symbols);
        context.RegisterSymbolAction(
            symbol =>
            {
                var type = (INamedTypeSymbol)symbol.Symbol;
                if (symbols.IsContract(type))
                {
                    var problems = new ProblemList();
                    ContractParser.Parse(type, symbol.Compilation, problems, symbol.CancellationToken);
                    ProblemReporter.Report(problems, type, syntaxOf, symbol.ReportDiagnostic);
                }
            },
            SymbolKind.NamedType);
    }
}
