using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Usage;

/// <summary>Reports publishes and requests that nobody awaits, and streams that nobody reads.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DroppedResultAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(UsageRules.PublishNotAwaited, UsageRules.StreamNotRead);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationAction(operation => Check(operation, symbols), OperationKind.Invocation);

    private static void Check(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!call.IsDropped() || (!symbols.IsContractMethod(call.TargetMethod) && !symbols.IsClientMethod(call.TargetMethod)))
        {
            return;
        }

        var rule = symbols.IsTask(call.Type) ? UsageRules.PublishNotAwaited
            : call.Type.Is(symbols.AsyncEnumerable) ? UsageRules.StreamNotRead
            : null;
        if (rule is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(rule, call.Syntax.GetLocation(), call.TargetMethod.Name));
        }
    }
}
