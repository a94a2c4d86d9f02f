using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Handlers;

/// <summary>Reports <c>[Retry]</c>, <c>[OrderBy]</c> and <c>[Batch]</c> on what handles no messages.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RetryAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(HandlerRules.RetryWithoutEffect, HandlerRules.SettingWithoutEffect);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterSymbolAction(symbol => Check(symbol, symbols), SymbolKind.Method, SymbolKind.NamedType);

    private static void Check(SymbolAnalysisContext context, KnownSymbols symbols)
    {
        var retry = context.Symbol.Attribute(symbols.Retry);
        var order = context.Symbol.Attribute(symbols.OrderBy);
        var batch = context.Symbol.Attribute(symbols.Batch);
        if ((retry ?? order ?? batch) is null || Handles(context.Symbol, symbols))
        {
            return;
        }

        if (retry is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.RetryWithoutEffect, LocationOf(retry, context), context.Symbol.Name));
        }

        Report(order, "[OrderBy]", context);
        Report(batch, "[Batch]", context);
    }

    private static void Report(AttributeData? attribute, string name, SymbolAnalysisContext context)
    {
        if (attribute is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                HandlerRules.SettingWithoutEffect, LocationOf(attribute, context), name, context.Symbol.Name, "it handles no messages"));
        }
    }

    private static bool Handles(ISymbol symbol, KnownSymbols symbols) => symbol is IMethodSymbol method
        ? HandlerMethod.TryFind(method, symbols, out _)
        : symbols.IsHandlerClass((ITypeSymbol)symbol);

    private static Location? LocationOf(AttributeData attribute, SymbolAnalysisContext context) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation();
}
