using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Symbols;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>The topics of all contracts of this compilation, by filter. Read only when a handler subscribes by a filter.</summary>
internal sealed class DeclaredTopics(Compilation compilation, KnownSymbols symbols)
{
    private Dictionary<string, (string Contract, TopicMethodModel Method)>? _topics;

    /// <summary>The contract's method with this filter; null when there is none. Several threads may read at once; they find the same.</summary>
    public (string Contract, TopicMethodModel Method)? Find(string filter, CancellationToken cancellationToken)
    {
        var topics = Volatile.Read(ref _topics);
        if (topics is null)
        {
            topics = [];
            Collect(compilation.Assembly.GlobalNamespace, topics, cancellationToken);
            Volatile.Write(ref _topics, topics);
        }

        return topics.TryGetValue(filter, out var found) ? found : null;
    }

    private void Collect(INamespaceOrTypeSymbol container, Dictionary<string, (string, TopicMethodModel)> topics, CancellationToken cancellationToken)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type
                && symbols.IsContract(type)
                && ParsedContracts.Of(compilation).Get(type, cancellationToken).Model is { } contract)
            {
                foreach (var method in contract.Methods)
                {
                    topics[TopicParser.Filter(method.Topic.Segments)] = (type.Name, method);
                }
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                Collect(inner, topics, cancellationToken);
            }
        }
    }
}
