using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Plans the typed streams of a contract's one-way topics and names what is generated for them.</summary>
internal static class StreamParser
{
    /// <summary>Members that every record struct has; <c>Context</c> is the message's own.</summary>
    private static readonly string[] s_recordMembers =
        ["Context", "Equals", "GetHashCode", "ToString", "GetType", "Deconstruct", "PrintMembers", "MemberwiseClone", "ReferenceEquals", "Finalize"];

    /// <summary>
    /// Streams of the methods that the contract declares itself, or takes over from an interface that is no contract. Those
    /// of an extended contract are generated with it and offered through the covariance of <c>ITopics</c>.
    /// </summary>
    public static EquatableArray<TopicStreamModel> Parse(
        INamedTypeSymbol contract, string topicsName, List<TopicMethodModel> methods, List<IMethodSymbol> symbols)
    {
        var offered = new List<int>();
        var types = new NameScope(topicsName);
        for (var i = 0; i < methods.Count; i++)
        {
            var declaring = symbols[i].ContainingType;
            var isOwn = SymbolEqualityComparer.Default.Equals(declaring, contract) || !ContractParser.IsContract(declaring);
            if (isOwn && methods[i].Kind == TopicKind.OneWay)
            {
                offered.Add(i);
                types.Take(NameOf(symbols[i]));
            }
        }

        var streams = new List<TopicStreamModel>(offered.Count);
        foreach (var i in offered)
        {
            streams.Add(Parse(methods[i], NameOf(symbols[i]), types));
        }

        return new EquatableArray<TopicStreamModel>([.. streams]);
    }

    /// <summary>The method's name without <c>Async</c>.</summary>
    public static string NameOf(IMethodSymbol method)
    {
        const string Suffix = "Async";
        return method.Name.Length > Suffix.Length && method.Name.EndsWith(Suffix, StringComparison.Ordinal)
            ? method.Name.Substring(0, method.Name.Length - Suffix.Length)
            : method.Name;
    }

    private static TopicStreamModel Parse(TopicMethodModel method, string name, NameScope types)
    {
        var messageName = types.Next(name + "Message");
        var members = new NameScope(s_recordMembers);
        members.Take(messageName);
        var levels = new string[method.Topic.Levels.Count];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = PropertyName(method.Topic.Levels[i].Name, "Level", members);
        }

        string? payload = null;
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Role == ParameterRole.Payload)
            {
                payload = PropertyName(parameter.Name, "Payload", members);
            }
        }

        return new TopicStreamModel(
            SymbolNames.Identifier(name),
            messageName,
            types.Next(name + "Selection"),
            new EquatableArray<string>(levels),
            payload,
            method.Topic,
            method.Payload);
    }

    private static string PropertyName(string parameter, string suffix, NameScope members)
    {
        var name = SymbolNames.Pascal(parameter);
        return members.Take(name) ? name : members.Next(name + suffix);
    }
}
