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
            streams.Add(Parse(methods[i], symbols[i], types));
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

    private static TopicStreamModel Parse(TopicMethodModel method, IMethodSymbol symbol, NameScope types)
    {
        var name = NameOf(symbol);
        var messageName = types.Next(name + "Message");
        var members = new NameScope(s_recordMembers);
        members.Take(messageName);
        var levels = new StreamLevelModel[method.Topic.Levels.Count];
        for (var i = 0; i < levels.Length; i++)
        {
            var level = method.Topic.Levels[i];
            levels[i] = new StreamLevelModel(
                Identifiers.Escape(level.Name), PropertyName(level.Name, "Level", members), IsRest(method.Topic, level.Name), level);
        }

        var payload = PayloadOf(method, symbol);
        return new TopicStreamModel(
            Identifiers.Escape(name),
            messageName,
            types.Next(name + "Selection"),
            new EquatableArray<StreamLevelModel>(levels),
            payload is null ? null : PropertyName(payload.Name, "Payload", members),
            LatestOf(payload?.Type),
            method.Topic,
            method.Payload);
    }

    private static IParameterSymbol? PayloadOf(TopicMethodModel method, IMethodSymbol symbol)
    {
        for (var i = 0; i < method.Parameters.Count; i++)
        {
            if (method.Parameters[i].Role == ParameterRole.Payload)
            {
                return symbol.Parameters[i];
            }
        }

        return null;
    }

    private static LatestKind LatestOf(ITypeSymbol? payload)
    {
        if (payload is null || payload.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return LatestKind.None;
        }

        return payload.IsValueType ? LatestKind.Struct : LatestKind.Class;
    }

    private static bool IsRest(TopicModel topic, string name)
    {
        var last = topic.Segments[topic.Segments.Count - 1];
        return last.Kind == TopicSegmentKind.Rest && last.Text == name;
    }

    private static string PropertyName(string parameter, string suffix, NameScope members)
    {
        var name = SymbolNames.Pascal(parameter);
        return members.Take(name) ? name : members.Next(name + suffix);
    }
}
