using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Handlers;

/// <summary>Tells which operations keep their thread waiting.</summary>
internal static class BlockingCalls
{
    /// <summary>The blocking part of an operation as users call it, or null when it does not block.</summary>
    /// <param name="operation">A call or a property reference.</param>
    /// <param name="symbols">Known types.</param>
    /// <param name="waitedFor">What is waited for, when it is a task.</param>
    public static string? Describe(IOperation operation, KnownSymbols symbols, out IOperation? waitedFor)
    {
        waitedFor = null;
        switch (operation)
        {
            case IPropertyReferenceOperation { Instance: { } instance, Property.Name: "Result" } when symbols.IsTask(instance.Type):
                waitedFor = instance;
                return "Result";
            case IInvocationOperation call:
                return Describe(call, symbols, out waitedFor);
            default:
                return null;
        }
    }

    private static string? Describe(IInvocationOperation call, KnownSymbols symbols, out IOperation? waitedFor)
    {
        waitedFor = null;
        var type = call.TargetMethod.ContainingType;
        switch (call.TargetMethod.Name)
        {
            case "Wait" when call.Instance is not null && type.Is(symbols.Task):
                waitedFor = call.Instance;
                return "Wait()";
            case "WaitAll" or "WaitAny" when type.Is(symbols.Task):
                return "Task." + call.TargetMethod.Name;
            case "GetResult" when Awaited(call) is { } task && symbols.IsTask(task.Type):
                waitedFor = task;
                return "GetAwaiter().GetResult()";
            case "Sleep" when IsIn(type, "Thread"):
                return "Thread.Sleep";
            case "Wait" when IsIn(type, "SemaphoreSlim") || IsIn(type, "ManualResetEventSlim") || IsIn(type, "CountdownEvent"):
                return type.Name + ".Wait";
            case "WaitOne" when IsIn(type, "WaitHandle"):
                return "WaitOne";
            default:
                return null;
        }
    }

    private static IOperation? Awaited(IInvocationOperation getResult)
    {
        if (getResult.Instance is not IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } awaited })
        {
            return null;
        }

        return awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured } ? configured : awaited;
    }

    private static bool IsIn(INamedTypeSymbol type, string name) =>
        type.Name == name && type.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
