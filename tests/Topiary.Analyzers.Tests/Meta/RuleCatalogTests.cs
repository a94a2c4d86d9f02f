using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests.Meta;

/// <summary>What every rule must have besides its code.</summary>
public partial class RuleCatalogTests
{
    private static readonly Dictionary<char, string> s_categories = new()
    {
        ['1'] = "Topiary.Topics",
        ['2'] = "Topiary.Contracts",
        ['3'] = "Topiary.Handlers",
        ['4'] = "Topiary.Payloads",
        ['5'] = "Topiary.Usage",
    };

    [Fact]
    public void Every_rule_is_an_error_or_a_warning_of_its_family_with_a_help_link() => Assert.All(RuleCatalog.All, rule =>
    {
        Assert.Matches(@"^TOP[1-5]\d{3}$", rule.Id);
        Assert.Equal(s_categories[rule.Id[3]], rule.Category);
        Assert.True(rule.DefaultSeverity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning);
        Assert.True(rule.IsEnabledByDefault);
        Assert.Equal($"https://github.com/topiary-mqtt/topiary/blob/main/docs/diagnostics/{rule.Id}.md", rule.HelpLinkUri);
    });

    [Fact]
    public void Every_rule_is_reported_by_an_analyzer_and_every_analyzer_reports_rules_of_the_catalog()
    {
        var supported = TestCompilation.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Distinct().OrderBy(rule => rule.Id, StringComparer.Ordinal);
        Assert.Equal(RuleCatalog.All, supported);
    }

    [Fact]
    public void Every_rule_has_a_release_row_and_no_row_is_left_over()
    {
        var folder = Path.Combine(DiagnosticPage.RepositoryRoot(), "analyzers", "Topiary.Analyzers");
        var rows = new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(file => File.ReadAllLines(Path.Combine(folder, file)))
            .Select(line => ReleaseRow().Match(line))
            .Where(match => match.Success)
            .Select(match => $"{match.Groups[1]} {match.Groups[2]} {match.Groups[3]}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(RuleCatalog.All.Select(rule => $"{rule.Id} {rule.Category} {rule.DefaultSeverity}"), rows);
    }

    [Fact]
    public void Every_rule_has_a_page_and_no_page_is_left_over()
    {
        var pages = Directory.GetFiles(DiagnosticPage.Folder, "TOP*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Id), pages);
    }

    [Theory]
    [InlineData("reports")]
    [InlineData("accepts")]
    public void Every_rule_has_a_positive_and_a_negative_test(string kind)
    {
        var covered = typeof(RuleCatalogTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(method => TestName().Match(method.Name))
            .Where(match => match.Success && match.Groups[3].Value == kind)
            .Select(match => (From: match.Groups[1].Value, To: match.Groups[2].Success ? match.Groups[2].Value : match.Groups[1].Value))
            .ToList();
        var missing = RuleCatalog.All.Select(rule => rule.Id).Where(id => !covered.Exists(
            range => string.CompareOrdinal(id, range.From) >= 0 && string.CompareOrdinal(id, range.To) <= 0));
        Assert.Empty(missing);
    }

    [GeneratedRegex("^(TOP[0-9]{4})(?:_to_(TOP[0-9]{4}))?_(reports|accepts)")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^(TOP\d{4}) \| (\S+) \| (\S+) \|")]
    private static partial Regex ReleaseRow();
}
