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
    /// <summary>Types that read whatever was written.</summary>
    private static readonly string[] s_open =
        ["string", "byte[]", "ReadOnlyMemory<byte>", "ReadOnlySequence<byte>", "JsonElement", "JsonNode", "JsonDocument", "JsonObject"];

    public static void Report(
        List<HandlerRoute> routes, DeclaredTopics declared, KnownSymbols symbols, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        foreach (var route in routes)
        {
            if (route.Model.Call.Payload is not { } payload
                || route.Method.Attribute(symbols.Subscribe) is null
                || s_open.Any(open => Shown(payload.Type).EndsWith(open, StringComparison.Ordinal))
                || declared.Find(route.Model.Filter, cancellationToken) is not var (contract, method)
                || method.Payload is not { } written
                || Shown(written.Type) == Shown(payload.Type))
            {
                continue;
            }

            var location = PayloadParameter(route, payload.Type)?.NameLocation() ?? route.Method.NameLocation();
            report(Diagnostic.Create(
                PayloadRules.PayloadDiffersFromContract, location, route.Method.Name, Shown(payload.Type), contract + "." + method.Name, Shown(written.Type)));
        }
    }

    private static string Shown(string type) => type.Replace("global::", "").TrimEnd('?');

    private static IParameterSymbol? PayloadParameter(HandlerRoute route, string type) =>
        route.Method.Parameters.LastOrDefault(parameter => Shown(parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)) == Shown(type));
}
