using System.Reflection;
using System.Text;

namespace Topiary.Conformance.Tests;

/// <summary>docs/conformance.md, made from the tags of the tests.</summary>
internal static class ConformancePage
{
    public static string FilePath => Path.Combine(
        typeof(ConformancePage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!, "docs", "conformance.md");

    /// <summary>The tests by the statements that they show.</summary>
    public static ILookup<(Standard Standard, string Id), string> Tests { get; } = (
        from type in typeof(ConformancePage).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.GetCustomAttributes().Any(static a => a is FactAttribute)
        from tag in method.GetCustomAttributes().OfType<IStatementTag>()
        from id in tag.Ids
        orderby type.Name, method.MetadataToken
        select (Key: (tag.Standard, id), Name: $"{type.Name}.{method.Name}")).ToLookup(static x => x.Key, static x => x.Name);

    public static string Render()
    {
        var page = new StringBuilder();
        page.Append("# Conformance\n\n")
            .Append("Every numbered normative statement of MQTT 5.0 and MQTT 3.1.1 (in our own words; the standards decide) and the tests of\n")
            .Append("`tests/Topiary.Conformance.Tests` that would fail if it were violated. This page is made from the tags of the tests: change those, then\n")
            .Append("run the tests with `TOPIARY_ACCEPT=1`.\n");
        Append(page, Standard.Mqtt5, "MQTT 5.0");
        Append(page, Standard.Mqtt311, "MQTT 3.1.1");
        return page.ToString();
    }

    private static void Append(StringBuilder page, Standard standard, string title)
    {
        Statement[] statements = [.. StatementTable.Statements.Where(s => s.Standard == standard)];
        int shown = statements.Count(s => Tests.Contains((standard, s.Id)));
        page.Append($"\n## {title}\n\n{shown} of {statements.Length} statements are shown by tests; for the others the table says why not.\n\n")
            .Append("| Statement | Binds | What it says | Shown by |\n|---|---|---|---|\n");
        foreach (Statement statement in statements)
        {
            string[] tests = [.. Tests[(standard, statement.Id)]];
            string shownBy = tests.Length > 0
                ? string.Join("<br>", tests.Select(static name => $"`{name}`"))
                : StatementTable.Unshowable.TryGetValue((standard, statement.Id), out string? reason) ? $"*{reason}*" : "";
            page.Append($"| {statement.Id} | {statement.Side} | {statement.Summary.Replace("|", "\\|", StringComparison.Ordinal)} | {shownBy} |\n");
        }
    }
}
