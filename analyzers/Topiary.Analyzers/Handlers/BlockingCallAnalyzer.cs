using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Handlers;

/// <summary>Reports threads that are kept waiting: anything in a handler, and a publish or request anywhere.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingCallAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(HandlerRules.BlockingCall, UsageRules.BlockingOnMqtt);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationAction(operation => Check(operation, symbols), OperationKind.Invocation, OperationKind.PropertyReference);

    private static void Check(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (BlockingCalls.Describe(context.Operation, symbols, out var waitedFor) is not { } name)
        {
            return;
        }

        if (waitedFor is not null && WasAwaitedBefore(context.Operation, waitedFor))
        {
            return;
        }

        if (context.ContainingSymbol is IMethodSymbol method
            && context.Operation.EnclosingFunction() is null
            && HandlerMethod.TryFind(method, symbols, out _))
        {
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.BlockingCall, context.Operation.Syntax.GetLocation(), method.Name, name));
        }
        else if (waitedFor is not null && MqttCall(waitedFor, symbols) is { } called)
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageRules.BlockingOnMqtt, context.Operation.Syntax.GetLocation(), name, called.Name));
        }
    }

    private static IMethodSymbol? MqttCall(IOperation waitedFor, KnownSymbols symbols)
    {
        if (waitedFor.Unwrapped() is not IInvocationOperation call)
        {
            return null;
        }

        if (call is { TargetMethod.Name: "AsTask", Instance: { } task })
        {
            return MqttCall(task, symbols);
        }

        return symbols.IsContractMethod(call.TargetMethod) || symbols.IsClientMethod(call.TargetMethod) ? call.TargetMethod : null;
    }

    /// <summary>After <c>await Task.WhenAll(a, b)</c> reading <c>a.Result</c> does not wait.</summary>
    private static bool WasAwaitedBefore(IOperation use, IOperation waitedFor)
    {
        if (waitedFor.Unwrapped() is not ILocalReferenceOperation { Local: var local })
        {
            return false;
        }

        var root = use;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        foreach (var operation in root.Descendants())
        {
            if (operation is IAwaitOperation && operation.Syntax.Span.End <= use.Syntax.SpanStart && Mentions(operation, local))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Mentions(IOperation operation, ILocalSymbol local)
    {
        foreach (var inner in operation.Descendants())
        {
            if (inner is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                return true;
            }
        }

        return false;
    }
}
