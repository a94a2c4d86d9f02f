using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Handlers;

/// <summary>Reports handler methods that are <c>async void</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncVoidHandlerAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(HandlerRules.AsyncVoidHandler);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterSymbolAction(
            symbol =>
            {
                var method = (IMethodSymbol)symbol.Symbol;
                if (method is { IsAsync: true, ReturnsVoid: true } && HandlerMethod.TryFind(method, symbols, out _))
                {
                    symbol.ReportDiagnostic(Diagnostic.Create(HandlerRules.AsyncVoidHandler, method.NameLocation(), method.Name));
                }
            },
            SymbolKind.Method);
}
