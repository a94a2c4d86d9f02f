using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests.Meta;

/// <summary>The examples of every page are compiled and analyzed: the wrong one reports its rule, the right one nothing.</summary>
public class DiagnosticPageTests
{
    public static TheoryData<string> Ids => [.. RuleCatalog.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_states_its_rule(string id)
    {
        var rule = RuleCatalog.Get(id);
        var page = DiagnosticPage.Read(id);
        Assert.StartsWith($"# {id}: {rule.Title}\n\n{rule.DefaultSeverity}, category `{rule.Category}`.\n\n", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_wrong_example_reports_exactly_its_rule(string id)
    {
        var page = DiagnosticPage.Read(id);
        Assert.NotEmpty(page.Wrong);
        foreach (var example in page.Wrong)
        {
            var compilation = TestCompilation.Create(example);
            Assert.Empty(TestCompilation.CompilerErrors(compilation));
            var reported = await TestCompilation.AnalyzeAsync(compilation, page.BaselineOfWrong);
            Assert.NotEmpty(reported);
            Assert.All(reported, diagnostic => Assert.Equal(id, diagnostic.Id));
            Assert.All(reported, diagnostic => Assert.DoesNotMatch(@"\{\d", diagnostic.GetMessage(null)));
            Assert.All(reported, diagnostic => Assert.NotEqual(Location.None, diagnostic.Location));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_right_example_reports_nothing(string id)
    {
        var page = DiagnosticPage.Read(id);
        Assert.NotEmpty(page.Right);
        foreach (var example in page.Right)
        {
            var compilation = TestCompilation.Create(example);
            Assert.Empty(TestCompilation.CompilerErrors(compilation));
            Assert.Empty(await TestCompilation.AnalyzeAsync(compilation, page.BaselineOfRight));
        }
    }
}
