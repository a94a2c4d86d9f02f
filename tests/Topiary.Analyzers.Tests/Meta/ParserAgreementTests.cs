using System.Reflection;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Declarations;
using Topiary.Analyzers.Tests.Verification;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Tests.Meta;

/// <summary>Generator and analyzers cannot disagree: what the parser refuses is an error, and nothing else is.</summary>
public class ParserAgreementTests
{
    public static TheoryData<string> Ids => [.. ParserRules.All.Select(rule => rule.Id)];

    [Fact]
    public void Every_problem_of_the_parser_has_a_rule_that_is_an_error()
    {
        var problems = Constants(typeof(ProblemId));
        Assert.NotEmpty(problems);
        Assert.All(problems, id => Assert.Equal(DiagnosticSeverity.Error, RuleCatalog.Get(id).DefaultSeverity));
        Assert.Equal(problems.Order(StringComparer.Ordinal), ParserRules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_below_n100_is_a_problem_of_the_parser()
    {
        var problems = Constants(typeof(ProblemId)).ToHashSet();
        Assert.All(RuleCatalog.All.Where(rule => rule.Id[4] == '0'), rule => Assert.Contains(rule.Id, problems));
    }

    [Fact]
    public void Generator_and_analyzers_were_built_from_the_same_ids() =>
        Assert.Equal(Constants(Assembly.Load("Topiary.Generators").GetType(typeof(ProblemId).FullName!, throwOnError: true)!), Constants(typeof(ProblemId)));

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_declaration_that_is_refused_has_an_error_and_one_that_is_not_has_none(string id)
    {
        var page = DiagnosticPage.Read(id);
        foreach (var example in page.Wrong.Concat(page.Right))
        {
            var compilation = TestCompilation.Create(example);
            var reported = await TestCompilation.AnalyzeAsync(compilation);
            var problems = new ProblemList();
            foreach (var type in DeclaredTypes(compilation.Assembly.GlobalNamespace))
            {
                if (KnownTypes.FindAttribute(type, KnownTypes.ContractAttribute) is not null)
                {
                    Assert.Equal(ContractParser.Parse(type, compilation, problems, TestContext.Current.CancellationToken) is null, problems.Items.Count > 0);
                }
                else if (KnownTypes.FindAttribute(type, KnownTypes.HandlerAttribute) is not null)
                {
                    HandlerParser.Parse(type, compilation, problems, TestContext.Current.CancellationToken);
                }
            }

            var errors = reported.Where(diagnostic => ParserRules.All.Contains(diagnostic.Descriptor)).Select(diagnostic => diagnostic.Id).ToHashSet();
            Assert.Subset(errors, problems.Items.Select(problem => problem.Id).ToHashSet());
        }
    }

    private static List<string> Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    private static IEnumerable<INamedTypeSymbol> DeclaredTypes(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(type => type.Locations.Any(location => location.SourceTree?.FilePath == "File0.cs"));
}
