using Microsoft.CodeAnalysis;
using Topiary.Generators.Parsing;

namespace Topiary.Generators.Tests;

/// <summary>Runs the parser alone over every contract and handler of a source, as the analyzers do.</summary>
internal static class ParsedSource
{
    public static IReadOnlyList<Problem> Problems(Compilation compilation)
    {
        var problems = new ProblemList();
        foreach (var type in Types(compilation.Assembly.GlobalNamespace))
        {
            var before = problems.Items.Count;
            if (KnownTypes.FindAttribute(type, KnownTypes.ContractAttribute) is not null)
            {
                var model = ContractParser.Parse(type, compilation, problems, TestContext.Current.CancellationToken);
                Assert.True(model is null || problems.Items.Count == before);
            }
            else if (KnownTypes.FindAttribute(type, KnownTypes.HandlerAttribute) is not null)
            {
                var model = HandlerParser.Parse(type, compilation, problems, TestContext.Current.CancellationToken);
                Assert.True(model is null || problems.Items.Count == before);
            }
        }

        return problems.Items;
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
            {
                yield return type;
            }

            foreach (var inner in Types(member))
            {
                yield return inner;
            }
        }
    }
}
