using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;
using Topiary.Analyzers.Topics;

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
                    var parsed = ParsedContracts.Of(symbol.Compilation).Get(type, symbol.CancellationToken);
                    ProblemReporter.Report(parsed.Problems, type, syntaxOf, symbol.ReportDiagnostic);
                }
            },
            SymbolKind.NamedType);
    }
}
