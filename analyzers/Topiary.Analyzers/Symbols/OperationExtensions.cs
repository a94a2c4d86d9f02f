using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Topiary.Analyzers.Symbols;

/// <summary>Short questions about operations.</summary>
internal static class OperationExtensions
{
    /// <summary>The operation below conversions and parentheses.</summary>
    public static IOperation Unwrapped(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The lambda or local function around an operation, or null when it stands in the member itself.</summary>
    public static IOperation? EnclosingFunction(this IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return current;
            }
        }

        return null;
    }

    /// <summary>True when the result of a call is thrown away by the statement that it is.</summary>
    public static bool IsDropped(this IOperation operation) => operation.Parent switch
    {
        IExpressionStatementOperation => true,
        IConditionalAccessOperation access => access.WhenNotNull == operation && access.IsDropped(),
        _ => false,
    };
}
