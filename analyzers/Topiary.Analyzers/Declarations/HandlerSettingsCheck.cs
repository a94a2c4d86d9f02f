using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;
using Topiary.Generators.Model;

namespace Topiary.Analyzers.Declarations;

/// <summary>Finds settings of handler methods that do nothing.</summary>
internal static class HandlerSettingsCheck
{
    private const int AtMostOnce = 0;
    private const int Reject = 3;

    /// <summary>Types that are the payload's bytes: there is nothing to be unreadable.</summary>
    private static readonly string[] s_bytes = ["byte[]", "ReadOnlyMemory<byte>", "ReadOnlySequence<byte>"];

    public static void Report(IReadOnlyList<HandlerRoute> routes, KnownSymbols symbols, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        var checkedMethods = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var route in routes)
        {
            if (!checkedMethods.Add(route.Method))
            {
                continue;
            }

            if (route.Method.Attribute(symbols.OrderBy) is { } order
                && (route.Model.Call.Return == ReturnKind.Stream || route.Model.Settings.Batch is not null))
            {
                report(Diagnostic.Create(
                    HandlerRules.SettingWithoutEffect,
                    order.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation(),
                    "[OrderBy]",
                    route.Method.Name,
                    route.Model.Settings.Batch is null ? "each streamed answer goes its own way" : "batches are handled one after the other"));
            }

            foreach (var attribute in route.Method.Attributes(symbols.Subscribe).Concat(route.Method.Attributes(symbols.Handles)))
            {
                if (WhyUnreadableDoesNothing(route, attribute) is { } reason)
                {
                    report(Diagnostic.Create(
                        HandlerRules.SettingWithoutEffect, attribute.LocationOf("OnUnreadable", cancellationToken), "OnUnreadable", route.Method.Name, reason));
                }
            }
        }
    }

    private static string? WhyUnreadableDoesNothing(HandlerRoute route, AttributeData attribute)
    {
        if (attribute.NamedInteger("OnUnreadable") is not { } policy)
        {
            return null;
        }

        return route.Model.Call.Payload is not { } payload ? "the method takes no payload"
            : s_bytes.Any(bytes => payload.Type.EndsWith(bytes, StringComparison.Ordinal)) ? "the method takes the payload's bytes as they are"
            : policy == Reject && attribute.NamedInteger("QoS") == AtMostOnce ? "a message of QoS 0 cannot be refused"
            : null;
    }
}
