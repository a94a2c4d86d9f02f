namespace Topiary.Conformance.Tests;

public sealed class CompletenessTests
{
    [Fact]
    public void Every_statement_has_a_test_or_a_reason_why_it_has_none()
    {
        string[] missing = [.. StatementTable.Statements
            .Where(s => !ConformancePage.Tests.Contains((s.Standard, s.Id)) && !StatementTable.Unshowable.ContainsKey((s.Standard, s.Id)))
            .Select(s => $"{s.Standard} {s.Id} ({s.Side}): {s.Summary}")];
        Assert.True(missing.Length == 0, $"{missing.Length} statements have neither:\n{string.Join('\n', missing)}");
    }
}
