using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Declarations;
using Topiary.Analyzers.Symbols;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Usage;

/// <summary>Finds handlers that are registered together and answer the same requests.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AnsweredTwiceAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(HandlerRules.RequestAnsweredTwice);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        // By the method that registers them: what different methods register need not be one application.
        var registered = new ConcurrentDictionary<ISymbol, ConcurrentDictionary<INamedTypeSymbol, bool>>(SymbolEqualityComparer.Default);
        context.RegisterOperationAction(
            operation =>
            {
                if (operation.Operation is IInvocationOperation { TargetMethod: { Name: "AddHandler", TypeArguments: { Length: 1 } arguments } }
                    && arguments[0] is INamedTypeSymbol handler
                    && symbols.IsHandlerClass(handler))
                {
                    registered.GetOrAdd(operation.ContainingSymbol, static _ => new(SymbolEqualityComparer.Default)).TryAdd(handler, true);
                }
            },
            OperationKind.Invocation);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (var handlers in registered.Values.Where(static handlers => handlers.Count > 1))
            {
                var answering = handlers.Keys
                    .OrderBy(static handler => handler.ToDisplayString(), StringComparer.Ordinal)
                    .SelectMany(handler => Answering(handler, end.Compilation, end.CancellationToken))
                    .ToList();
                Compare(answering, end.ReportDiagnostic);
            }
        });
    }

    private static IEnumerable<HandlerRoute> Answering(INamedTypeSymbol handler, Compilation compilation, CancellationToken cancellationToken) =>
        HandlerParser.Parse(handler, compilation, new ProblemList(), cancellationToken) is { } model
            ? HandlerRoute.Of(model, handler).Where(static route => route.Model.Call.Reply is not null)
            : [];

    private static void Compare(List<HandlerRoute> routes, Action<Diagnostic> report)
    {
        for (var i = 1; i < routes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!SymbolEqualityComparer.Default.Equals(routes[i].Method.ContainingType, routes[j].Method.ContainingType)
                    && OverlapCheck.Witness(routes[j], routes[i]) is { } topic)
                {
                    report(Diagnostic.Create(HandlerRules.RequestAnsweredTwice, routes[i].Method.NameLocation(), Name(routes[i]), Name(routes[j]), topic));
                    break;
                }
            }
        }
    }

    private static string Name(HandlerRoute route) => $"{route.Method.ContainingType.Name}.{route.Method.Name}";
}
