using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Topics;

/// <summary>Reads <c>[StringSyntax]</c> of parameters, properties and fields, once for each. Safe to use from several threads.</summary>
internal sealed class TopicSyntaxOf(KnownSymbols symbols)
{
    private readonly ConcurrentDictionary<ISymbol, TopicSyntax> _known = new(SymbolEqualityComparer.Default);

    public TopicSyntax this[ISymbol symbol] => _known.GetOrAdd(symbol.OriginalDefinition, Read);

    private TopicSyntax Read(ISymbol symbol)
    {
        if (symbol.Attribute(symbols.StringSyntax) is not { ConstructorArguments: { Length: > 0 } arguments })
        {
            return TopicSyntax.None;
        }

        switch (arguments[0].Value as string)
        {
            case "MqttTopic":
                return TopicSyntax.Name;
            case "MqttTopicFilter":
                return TopicSyntax.Filter;
            case "MqttTopicTemplate" when symbol.ContainingType.Is(symbols.Topic) || symbol.ContainingType.Is(symbols.MqttContract):
                return TopicSyntax.TopicTemplate;
            case "MqttTopicTemplate":
                return TopicSyntax.FilterTemplate;
            default:
                return TopicSyntax.None;
        }
    }
}
