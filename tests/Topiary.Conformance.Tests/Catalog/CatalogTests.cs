namespace Topiary.Conformance.Tests;

public sealed class CatalogTests
{
    [Fact]
    public void The_tables_hold_every_statement_of_both_standards()
    {
        Assert.Equal(251, StatementTable.Statements.Count(s => s.Standard == Standard.Mqtt5));
        Assert.Equal(141, StatementTable.Statements.Count(s => s.Standard == Standard.Mqtt311));
        Assert.All(StatementTable.Statements, statement => Assert.NotEmpty(statement.Summary));
        Assert.Equal(392, StatementTable.Statements.DistinctBy(s => (s.Standard, s.Id)).Count());
    }

    [Fact]
    public void Every_tag_and_every_reason_is_for_a_statement_that_exists()
    {
        var known = StatementTable.Statements.Select(s => (s.Standard, s.Id)).ToHashSet();
        Assert.All(ConformancePage.Tests, tests => Assert.Contains(tests.Key, known));
        Assert.All(StatementTable.Unshowable.Keys, key => Assert.Contains(key, known));
    }

    [Fact]
    public void No_statement_has_both_a_test_and_a_reason_against_one()
        => Assert.All(StatementTable.Unshowable.Keys, key => Assert.False(ConformancePage.Tests.Contains(key), $"{key} has both"));

    [Fact]
    public void The_conformance_page_is_up_to_date()
    {
        string page = ConformancePage.Render();
        if (Environment.GetEnvironmentVariable("TOPIARY_ACCEPT") == "1")
        {
            File.WriteAllText(ConformancePage.FilePath, page);
        }

        Assert.True(
            File.Exists(ConformancePage.FilePath) && File.ReadAllText(ConformancePage.FilePath) == page,
            "docs/conformance.md differs from what the tags say; run the tests with TOPIARY_ACCEPT=1 and look at the difference");
    }
}
