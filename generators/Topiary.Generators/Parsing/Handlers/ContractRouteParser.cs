using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Routes of the contracts that a handler implements: all of their topics.</summary>
internal static class ContractRouteParser
{
    public static void Parse(INamedTypeSymbol handler, RouteList routes, ParseContext context)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var contract in handler.AllInterfaces)
        {
            if (!ContractParser.IsContract(contract))
            {
                continue;
            }

            var symbols = new List<IMethodSymbol>();
            var scope = context.For(contract, reportedThere: true);
            var methods = ContractParser.ParseMethods(contract, symbols, scope);
            context.Merge(scope);
            for (var i = 0; i < methods.Count; i++)
            {
                if (seen.Add(symbols[i]))
                {
                    Add(handler, symbols[i], methods[i], routes, context);
                }
            }
        }
    }

    private static void Add(INamedTypeSymbol handler, IMethodSymbol declared, TopicMethodModel method, RouteList routes, ParseContext context)
    {
        var arguments = new ArgumentModel[method.Parameters.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = method.Parameters[i];
            arguments[i] = parameter.Role switch
            {
                ParameterRole.Level => new ArgumentModel(ParameterRole.Level, parameter.Name),
                ParameterRole.Options when parameter.Type.EndsWith("?", StringComparison.Ordinal) => new ArgumentModel(ParameterRole.Options, "null"),
                ParameterRole.Options => new ArgumentModel(ParameterRole.Options, $"new {parameter.Type}()"),
                _ => new ArgumentModel(parameter.Role),
            };
        }

        var shape = ReturnShape.Of(declared);
        var call = new RouteCallModel(
            method.Interface,
            method.Name,
            new EquatableArray<ArgumentModel>(arguments),
            shape.Kind,
            method.Payload,
            method.Reply,
            method.Reply?.ContentType,
            method.Progress);
        var implementation = handler.FindImplementationForInterfaceMember(declared) as IMethodSymbol ?? declared;
        BatchParser.RefuseContractMethod(implementation, context);
        routes.Add(implementation, method.Topic.Segments, method.Topic.Segments, method.Topic.Levels, new RouteSettings(method.Topic.QoS, 0, Idempotent: method.Topic.Idempotent, Order: OrderParser.Parse(implementation, method.Topic.Segments, context)), call, method);
    }
}
