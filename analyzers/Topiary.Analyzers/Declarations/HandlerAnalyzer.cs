using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;
using Topiary.Analyzers.Topics;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>Reports why no code can be generated for a handler, and handler methods that stand outside of one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ParserRules.With(HandlerRules.OverlappingFilters, HandlerRules.SettingWithoutEffect, PayloadRules.PayloadDiffersFromContract);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var syntaxOf = new TopicSyntaxOf(symbols);
        var declared = new DeclaredTopics(context.Compilation, symbols);
        var bases = new HandlerBases(context.Compilation, symbols);
        context.RegisterSymbolAction(symbol => CheckClass(symbol, symbols, syntaxOf, declared), SymbolKind.NamedType);
        context.RegisterSymbolAction(symbol => CheckMethod(symbol, symbols, bases), SymbolKind.Method);
    }

    private static void CheckClass(SymbolAnalysisContext context, KnownSymbols symbols, TopicSyntaxOf syntaxOf, DeclaredTopics declared)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (symbols.IsHandlerClass(type))
        {
            var handler = ParsedHandlers.Of(context.Compilation).Get(type, context.CancellationToken);
            ProblemReporter.Report(handler.Problems, type, syntaxOf, context.ReportDiagnostic);
            OverlapCheck.Report(handler.Routes, context.ReportDiagnostic);
            HandlerSettingsCheck.Report(handler.Routes, symbols, context.ReportDiagnostic, context.CancellationToken);
            PayloadCheck.Report(handler.Routes, declared, symbols, context.ReportDiagnostic, context.CancellationToken);
        }
    }

    private static void CheckMethod(SymbolAnalysisContext context, KnownSymbols symbols, HandlerBases bases)
    {
        var method = (IMethodSymbol)context.Symbol;
        var type = method.ContainingType;
        if (MarkedMethodParser.IsMarked(method)
            && !symbols.IsHandlerClass(type)
            && !(type is { TypeKind: TypeKind.Class, IsAbstract: true, IsStatic: false })
            && !bases.Contains(type, context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(RuleCatalog.Get(ProblemId.HandlerMethodOutsideHandler), method.NameLocation(), method.Name));
        }
    }
}
