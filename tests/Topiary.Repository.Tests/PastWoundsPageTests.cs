using System.Text.RegularExpressions;

namespace Topiary.Repository.Tests;

/// <summary>docs/past-wounds.md: every row is there, in order, and names tests that exist.</summary>
public sealed partial class PastWoundsPageTests
{
    private static readonly List<string[]> s_rows = [.. Repository.Read("docs/past-wounds.md").Split('\n')
        .Where(static line => RowStart.IsMatch(line))
        .Select(static line => line.Trim().Trim('|').Split('|').Select(static cell => cell.Trim()).ToArray())];

    [Fact]
    public void No_row_is_missing()
    {
        IEnumerable<string> wanted = [.. Enumerable.Range(1, 15).Select(static n => $"V{n}"), .. Enumerable.Range(1, 34).Select(static n => $"{n}")];
        Assert.Equal(wanted, s_rows.Select(static row => row[0]));
        Assert.All(s_rows, static row =>
        {
            Assert.Equal(4, row.Length);
            Assert.All(row, Assert.NotEmpty);
        });
    }

    [Fact]
    public void Every_test_named_is_a_test_in_the_sources()
    {
        HashSet<string> tests = [.. Repository.Files(".cs", "tests")
            .SelectMany(static path => TestMethod.Matches(Repository.Read(path)))
            .Select(static match => match.Groups["name"].Value)];
        Assert.True(tests.Count > 500, "Found hardly any tests: the search is wrong.");
        Assert.All(s_rows, row =>
        {
            string[] named = [.. Quoted.Matches(row[3]).Select(static match => match.Groups[1].Value)];
            Assert.NotEmpty(named);
            Assert.All(named, name => Assert.Contains(name, tests));
        });
    }

    [Fact]
    public void Every_test_named_after_a_row_is_on_the_page()
    {
        string page = Repository.Read("docs/past-wounds.md");
        List<string> missing = [.. Repository.Files(".cs", "tests")
            .SelectMany(static path => TestMethod.Matches(Repository.Read(path)))
            .Select(static match => match.Groups["name"].Value)
            .Where(static name => NamedAfterRow.IsMatch(name))
            .Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal))];
        Assert.True(missing.Count == 0, $"Not in docs/past-wounds.md: {string.Join(", ", missing)}");
    }

    [GeneratedRegex(@"^\| V?\d+ \|")]
    private static partial Regex RowStart { get; }

    // A method after the attributes of a test.
    [GeneratedRegex(@"\[(?:Fact|Theory)[^\n]*\n(?:\s*\[[^\n]*\n|\s+""[^\n]*\n)*\s*public (?:async )?(?:Task|ValueTask|void) (?<name>\w+)\(")]
    private static partial Regex TestMethod { get; }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted { get; }

    [GeneratedRegex(@"^(?:CVE_\d|V\d+_|NATS_\d|RabbitMQ_\d|Mosquitto_\d|EMQX_\d)")]
    private static partial Regex NamedAfterRow { get; }
}
