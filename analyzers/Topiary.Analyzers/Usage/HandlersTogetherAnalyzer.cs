using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Declarations;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Usage;

/// <summary>
/// Finds handlers of one application that get in each other's way: two that answer the same requests, and two that get the
/// same messages by filters that suggest that this is not meant.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlersTogetherAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(HandlerRules.RequestAnsweredTwice, HandlerRules.OverlappingHandlers);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var registered = new RegisteredHandlers(symbols);
        var declared = new ConcurrentBag<INamedTypeSymbol>();
        context.RegisterOperationAction(
            operation => registered.Note((IInvocationOperation)operation.Operation, operation.ContainingSymbol, operation.Compilation.Assembly),
            OperationKind.Invocation);
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbols.IsHandlerClass((INamedTypeSymbol)symbol.Symbol))
                {
                    declared.Add((INamedTypeSymbol)symbol.Symbol);
                }
            },
            SymbolKind.NamedType);
        context.RegisterCompilationEndAction(end =>
        {
            var reported = new HashSet<(ISymbol, ISymbol)>();
            foreach (var handlers in registered.Together())
            {
                Compare(handlers, answers: true, reported, end);
            }

            // A library of handlers registers none of them: they are taken to be meant for one application. Which of them
            // answer requests there, is the application's choice.
            if (!registered.Any)
            {
                Compare(RegisteredHandlers.ByName(declared), answers: false, reported, end);
            }
        });
    }

    private static void Compare(
        IReadOnlyList<INamedTypeSymbol> handlers, bool answers, HashSet<(ISymbol, ISymbol)> reported, CompilationAnalysisContext context)
    {
        var parsed = ParsedHandlers.Of(context.Compilation);
        var index = new RouteIndex();
        foreach (var handler in handlers)
        {
            var routes = parsed.Get(handler, context.CancellationToken).Routes;
            foreach (var route in routes)
            {
                foreach (var other in index.Beside(route))
                {
                    if (Compare(route, other, answers) is { } diagnostic)
                    {
                        // One is enough, whoever else is there and wherever else they are registered together.
                        if (reported.Add((route.Handler, route.Method)))
                        {
                            context.ReportDiagnostic(diagnostic);
                        }

                        break;
                    }
                }
            }

            foreach (var route in routes)
            {
                index.Add(route);
            }
        }
    }

    private static Diagnostic? Compare(HandlerRoute route, HandlerRoute other, bool answers)
    {
        if (route.Model.Call.Reply is not null && other.Model.Call.Reply is not null)
        {
            return answers && OverlapCheck.Witness(other, route) is { } request
                ? Diagnostic.Create(HandlerRules.RequestAnsweredTwice, route.Location, [other.Location], route.Name, other.Name, request)
                : null;
        }

        return SharedTopics.WhyUnintended(other, route) is var (topic, reason)
            ? Diagnostic.Create(HandlerRules.OverlappingHandlers, route.Location, [other.Location], route.Name, other.Name, topic, reason)
            : null;
    }
}
