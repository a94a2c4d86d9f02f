using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads <c>[Retry]</c>.</summary>
internal static class RetryParser
{
    private const int DefaultBackoff = 100;

    /// <summary>What the symbol's attribute says; no attempts when it has none.</summary>
    public static RetryModel Parse(ISymbol symbol, ParseContext context)
    {
        if (KnownTypes.FindAttribute(symbol, KnownTypes.RetryAttribute) is not { } attribute)
        {
            return default;
        }

        var attempts = AttributeArguments.Number(attribute, 0, 1);
        var backoff = AttributeArguments.Number(attribute, 1, DefaultBackoff);
        if (attempts < 1)
        {
            AttributeArguments.ReportRange(attribute, "attempts", attempts, 1, int.MaxValue, context);
        }

        if (backoff < 0)
        {
            AttributeArguments.ReportRange(attribute, "backoffMilliseconds", backoff, 0, int.MaxValue, context);
        }

        return new RetryModel(attempts, backoff);
    }
}
