using System.Text;

namespace Topiary.Conformance.Tests;

/// <summary>The statements of both standards, and the reasons why some cannot be shown.</summary>
internal static class StatementTable
{
    public static IReadOnlyList<Statement> Statements { get; } =
        [.. Read(Standard.Mqtt5, "mqtt5-normative.csv"), .. Read(Standard.Mqtt311, "mqtt311-normative.csv")];

    /// <summary>Why a statement has no test, by standard and id.</summary>
    public static IReadOnlyDictionary<(Standard Standard, string Id), string> Unshowable { get; } = Rows("Unshowable.csv")
        .ToDictionary(static row => (row[0] == "5.0" ? Standard.Mqtt5 : Standard.Mqtt311, row[1]), static row => row[2]);

    private static IEnumerable<Statement> Read(Standard standard, string name)
        => Rows(name).Select(row => new Statement(standard, row[0], row[1], row[2], row[3]));

    private static IEnumerable<string[]> Rows(string name)
    {
        using Stream stream = typeof(StatementTable).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return [.. reader.ReadToEnd().Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Skip(1).Select(Split)];
    }

    private static string[] Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        return [.. fields, field.ToString()];
    }
}
