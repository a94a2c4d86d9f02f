using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Declarations;

/// <summary>Compares the payload of a <c>[Subscribe]</c> method with that of the contract that declares the same topics.</summary>
internal static class PayloadCheck
{
    public static void Report(
        IReadOnlyList<HandlerRoute> routes, DeclaredTopics declared, KnownSymbols symbols, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        foreach (var route in routes)
        {
            if (route.Model.Call.Payload is not { } payload
                || route.Method.Attribute(symbols.Subscribe) is null
                || PayloadTypes.IsOpen(payload)
                || declared.Find(route.Model.Filter, cancellationToken) is not var (contract, method)
                || method.Payload is not { } written
                || PayloadTypes.Shown(written.Type) == PayloadTypes.Shown(payload.Type))
            {
                continue;
            }

            var location = PayloadParameter(route, payload.Type)?.NameLocation() ?? route.Method.NameLocation();
            report(Diagnostic.Create(
                PayloadRules.PayloadDiffersFromContract, location, route.Method.Name, PayloadTypes.Shown(payload.Type), contract + "." + method.Name, PayloadTypes.Shown(written.Type)));
        }
    }

    private static IParameterSymbol? PayloadParameter(HandlerRoute route, string type) =>
        route.Method.Parameters.LastOrDefault(parameter => PayloadTypes.Shown(parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)) == PayloadTypes.Shown(type));
}
