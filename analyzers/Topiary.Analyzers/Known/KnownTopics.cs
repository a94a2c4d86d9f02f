using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Declarations;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Known;

/// <summary>The topics of the contracts that a compilation sees, its own and those of what it references, by their first level.</summary>
internal sealed class KnownTopics
{
    private readonly Dictionary<string, List<TopicModel>> _byFirst = new(StringComparer.Ordinal);
    private bool _hasOpenStart;

    private KnownTopics()
    {
    }

    public static KnownTopics Of(Compilation compilation, CancellationToken cancellationToken)
    {
        var topics = new KnownTopics();
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols.Where(IsOfUser).Append(compilation.Assembly))
        {
            topics.Collect(assembly.GlobalNamespace, compilation, cancellationToken);
        }

        return topics;
    }

    /// <summary>
    /// The topics among which a filter looks for some: those that begin with the same word. None when no contract does, or when
    /// a topic of some contract begins with a placeholder and so may be anything.
    /// </summary>
    public IReadOnlyList<TopicModel> Beside(string[] filter) =>
        !_hasOpenStart && filter.Length > 1 && filter[0].Length > 0 && _byFirst.TryGetValue(filter[0], out var found) ? found : [];

    private static bool IsOfUser(IAssemblySymbol assembly) =>
        !assembly.Name.StartsWith("Topiary.", StringComparison.Ordinal)
        && assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static reference => reference.Name == "Topiary.Abstractions"));

    private void Collect(INamespaceOrTypeSymbol container, Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol { TypeKind: TypeKind.Interface } type && ContractParser.IsContract(type))
            {
                foreach (var method in ParsedContracts.Of(compilation).Get(type, cancellationToken).Model?.Methods ?? EquatableArray<TopicMethodModel>.Empty)
                {
                    Add(method.Topic);
                }
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                Collect(inner, compilation, cancellationToken);
            }
        }
    }

    private void Add(TopicModel topic)
    {
        if (topic.Segments.Count == 0 || topic.Segments[0].Kind != TopicSegmentKind.Literal)
        {
            _hasOpenStart = true;
            return;
        }

        var first = topic.Segments[0].Text;
        if (!_byFirst.TryGetValue(first, out var topics))
        {
            _byFirst.Add(first, topics = []);
        }

        topics.Add(topic);
    }
}
