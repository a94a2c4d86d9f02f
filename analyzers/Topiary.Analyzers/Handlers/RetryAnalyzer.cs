using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Handlers;

/// <summary>Reports <c>[Retry]</c> on what handles no messages.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RetryAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.RetryWithoutEffect];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterSymbolAction(symbol => Check(symbol, symbols), SymbolKind.Method, SymbolKind.NamedType);

    private static void Check(SymbolAnalysisContext context, KnownSymbols symbols)
    {
        if (context.Symbol.Attribute(symbols.Retry) is not { } retry)
        {
            return;
        }

        var handles = context.Symbol is IMethodSymbol method
            ? HandlerMethod.TryFind(method, symbols, out _)
            : symbols.IsHandlerClass((ITypeSymbol)context.Symbol);
        if (!handles)
        {
            var location = retry.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation();
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.RetryWithoutEffect, location, context.Symbol.Name));
        }
    }
}
