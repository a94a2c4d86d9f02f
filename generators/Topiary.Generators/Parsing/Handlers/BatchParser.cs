using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads <c>[Batch]</c> on a handler's method.</summary>
internal static class BatchParser
{
    private const int MostMessages = 65_535;

    /// <summary>
    /// What the method's attribute says, and the type of a single payload; without the attribute null and the parameter's type. A
    /// method that cannot take batches is reported.
    /// </summary>
    public static BatchModel? Parse(IMethodSymbol method, HandlerSignature signature, ParseContext context, out ITypeSymbol? payload)
    {
        payload = signature.Payload?.Type;
        if (KnownTypes.FindAttribute(method, KnownTypes.BatchAttribute) is not { } attribute)
        {
            return null;
        }

        var item = KnownTypes.Is(payload, "IReadOnlyList", "System.Collections.Generic", 1) ? ((INamedTypeSymbol)payload!).TypeArguments[0] : null;
        if (Refusal(method, signature, item) is { } refusal)
        {
            context.Report(ProblemId.UnsupportedBatch, method, method.Name, refusal);
            payload = null;
            return null;
        }

        var withContext = KnownTypes.Is(item, "Received", "Topiary", 1);
        payload = withContext ? ((INamedTypeSymbol)item!).TypeArguments[0] : item;
        return new BatchModel(
            AttributeArguments.Number(attribute, "Size", 100, 1, MostMessages, context),
            AttributeArguments.Number(attribute, "Milliseconds", 200, 1, int.MaxValue, context),
            withContext);
    }

    /// <summary>Reports the attribute on a method that implements a contract.</summary>
    public static void RefuseContractMethod(IMethodSymbol method, ParseContext context)
    {
        if (KnownTypes.FindAttribute(method, KnownTypes.BatchAttribute) is not null)
        {
            context.Report(ProblemId.UnsupportedBatch, method, method.Name, "it implements a contract, whose messages come one by one; use [Handles]");
        }
    }

    private static string? Refusal(IMethodSymbol method, HandlerSignature signature, ITypeSymbol? item)
    {
        if (item is null)
        {
            return "its payload is no IReadOnlyList<T>";
        }

        foreach (var argument in signature.Arguments)
        {
            if (argument.Role is ParameterRole.Level or ParameterRole.Context)
            {
                return "levels and context belong to one message; take IReadOnlyList<Received<T>> for them";
            }
        }

        return ReturnShape.Of(method).Kind is ReturnKind.Nothing or ReturnKind.Task or ReturnKind.ValueTask
            ? null
            : "a batch has no answer";
    }
}
