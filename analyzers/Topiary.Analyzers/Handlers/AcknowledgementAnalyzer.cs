using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Handlers;

/// <summary>Reports acknowledgements that are never sent, and settings and calls for them that do nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AcknowledgementAnalyzer : TopiaryAnalyzer
{
    private const int AtMostOnce = 0;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(HandlerRules.NeverAcknowledged, HandlerRules.AcknowledgeWithoutEffect, HandlerRules.AckModeWithoutEffect);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationBlockAction(block => Check(block, symbols));

    private static void Check(OperationBlockAnalysisContext context, KnownSymbols symbols)
    {
        if (context.OwningSymbol is not IMethodSymbol method
            || !HandlerMethod.TryFind(method, symbols, out var handler)
            || handler.Attribute is not { } attribute)
        {
            return;
        }

        if (attribute.NamedInteger("QoS") == AtMostOnce && attribute.Named("Ack") is not null)
        {
            Report(context, HandlerRules.AckModeWithoutEffect, attribute.LocationOf("Ack", context.CancellationToken), method.Name);
            return;
        }

        var maybeAcknowledged = false;
        foreach (var block in context.OperationBlocks)
        {
            foreach (var operation in block.DescendantsAndSelf())
            {
                if (!IsContextOf(operation, method, symbols))
                {
                    continue;
                }

                var acknowledges = IsAcknowledge(operation.Parent);
                maybeAcknowledged |= acknowledges || operation.Parent is not IPropertyReferenceOperation;
                if (acknowledges && !handler.AcknowledgesManually)
                {
                    Report(context, HandlerRules.AcknowledgeWithoutEffect, operation.Parent!.Syntax.GetLocation(), method.Name);
                }
            }
        }

        if (handler.AcknowledgesManually && !maybeAcknowledged)
        {
            Report(context, HandlerRules.NeverAcknowledged, attribute.LocationOf("Ack", context.CancellationToken), method.Name);
        }
    }

    private static bool IsContextOf(IOperation operation, IMethodSymbol method, KnownSymbols symbols) =>
        operation is IParameterReferenceOperation reference
        && reference.Type.Is(symbols.MessageContext)
        && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, method);

    private static bool IsAcknowledge(IOperation? operation) => operation is IInvocationOperation { TargetMethod: { Name: "Acknowledge", Parameters.Length: 0 } };

    private static void Report(OperationBlockAnalysisContext context, DiagnosticDescriptor rule, Location? location, string name) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, location, name));
}
