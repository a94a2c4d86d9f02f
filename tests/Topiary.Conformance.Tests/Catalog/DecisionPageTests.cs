using System.Reflection;
using System.Text.RegularExpressions;

namespace Topiary.Conformance.Tests;

public sealed partial class DecisionPageTests
{
    [Fact]
    public void Every_decision_names_a_test_that_exists()
    {
        string[] rows = [.. File.ReadAllLines(Path.Combine(Path.GetDirectoryName(ConformancePage.FilePath)!, "protocol-decisions.md"))
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Where", StringComparison.Ordinal))];
        var tests = (
            from type in typeof(DecisionPageTests).Assembly.GetTypes()
            from method in type.GetMethods()
            where method.GetCustomAttributes().Any(static a => a is FactAttribute)
            select $"{type.Name}.{method.Name}").ToHashSet();
        Assert.InRange(rows.Length, 40, 200);
        Assert.All(rows, row =>
        {
            Match name = TestName.Match(row);
            Assert.True(name.Success, $"No test is named in: {row}");
            Assert.Contains(name.Groups[1].Value, tests);
        });
    }

    [Fact]
    public void Every_test_of_a_decision_is_on_the_page()
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ConformancePage.FilePath)!, "protocol-decisions.md"));
        IEnumerable<string> tests =
            from type in typeof(DecisionPageTests).Assembly.GetTypes()
            where type.Namespace == "Topiary.Conformance.Tests.Decisions" && type.IsPublic
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where method.Name != nameof(Decisions.Mqtt31Tests.A_client_of_3_1_is_served)
            select $"`{type.Name}.{method.Name}`";
        Assert.All(tests, name => Assert.Contains(name, page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\| `([\w.]+)` \|$")]
    private static partial Regex TestName { get; }
}
