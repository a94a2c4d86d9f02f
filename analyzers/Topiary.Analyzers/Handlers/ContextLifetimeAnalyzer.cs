using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Handlers;

/// <summary>
/// Reports a <c>MessageContext</c> that outlives its handler: stored in a member, or caught by work that the handler does
/// not wait for. A handler that acknowledges by itself must keep the context, so it is left alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContextLifetimeAnalyzer : TopiaryAnalyzer
{
    private static readonly ImmutableHashSet<string> s_keepers = ImmutableHashSet.Create(
        "Add", "TryAdd", "AddOrUpdate", "Enqueue", "Push", "Insert", "TryWrite", "WriteAsync", "Post", "SendAsync");

    private static readonly ImmutableHashSet<string> s_starters = ImmutableHashSet.Create(
        "Run", "StartNew", "QueueUserWorkItem", "UnsafeQueueUserWorkItem", "Thread", "Timer");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(HandlerRules.ContextOutlivesHandler);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationAction(operation => Check(operation, symbols), OperationKind.ParameterReference);

    private static void Check(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var reference = (IParameterReferenceOperation)context.Operation;
        if (!reference.Type.Is(symbols.MessageContext)
            || context.ContainingSymbol is not IMethodSymbol method
            || !SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, method)
            || !HandlerMethod.TryFind(method, symbols, out var handler)
            || handler.AcknowledgesManually)
        {
            return;
        }

        if (IsStored(reference) || IsCaughtByWorkLeftRunning(reference))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                HandlerRules.ContextOutlivesHandler, reference.Syntax.GetLocation(), reference.Parameter.Name, method.Name));
        }
    }

    private static bool IsStored(IOperation reference)
    {
        var value = reference;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or ITupleOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            ISimpleAssignmentOperation assignment => assignment.Value == value && IsMember(assignment.Target),
            ICoalesceAssignmentOperation assignment => assignment.Value == value && IsMember(assignment.Target),
            IArgumentOperation { Parent: IInvocationOperation call } => s_keepers.Contains(call.TargetMethod.Name) && call.Instance is { } keeper && IsMember(keeper),
            _ => false,
        };
    }

    /// <summary>A field or property of the handler (or a static one), or something inside of it.</summary>
    private static bool IsMember(IOperation target) => target.Unwrapped() switch
    {
        IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } => true,
        IMemberReferenceOperation { Instance: { } owner } => IsMember(owner),
        IArrayElementReferenceOperation element => IsMember(element.ArrayReference),
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => true,
        _ => false,
    };

    private static bool IsCaughtByWorkLeftRunning(IOperation reference)
    {
        for (var function = reference.EnclosingFunction(); function is not null; function = function.EnclosingFunction())
        {
            if (function.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: { } starter } } && Starts(starter) && !IsWaitedFor(starter))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Starts(IOperation starter) => starter switch
    {
        IInvocationOperation call => s_starters.Contains(call.TargetMethod.Name) && IsInThreading(call.TargetMethod.ContainingType),
        IObjectCreationOperation { Type: { } type } => s_starters.Contains(type.Name) && IsInThreading(type),
        _ => false,
    };

    private static bool IsInThreading(ITypeSymbol type)
    {
        var space = type.ContainingNamespace;
        space = space.Name == "Tasks" ? space.ContainingNamespace : space;
        return space is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
    }

    /// <summary>Only a result that is thrown away is certain to be waited for by nobody.</summary>
    private static bool IsWaitedFor(IOperation starter) => starter.Type is { SpecialType: not SpecialType.System_Boolean }
        && starter.Parent is not (IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation });
}
