using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Topiary.Generators.Tests;

/// <summary>Whole documents.</summary>
public sealed class AsyncApiSnapshotTests
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Document_of_a_contract_and_a_handler() => Match(Samples.Greenhouse);

    [Fact]
    public void Document_of_everything_that_is_hard() => Match(File.ReadAllText(PathOf("Plant.cs")));

    private static void Match(string source, [CallerMemberName] string test = "")
    {
        var run = Documents.Run(source);
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
        Snapshot.Match(Parts(JsonNode.Parse(Documents.TextOf(run))!.AsObject()), test);
    }

    /// <summary>Each channel, operation and schema is small enough to be read.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Parts(JsonObject document)
    {
        var rest = new JsonObject();
        foreach (var (name, value) in document)
        {
            var parts = name == "components" ? value!["schemas"] : name is "channels" or "operations" ? value : null;
            if (parts is not null)
            {
                foreach (var (key, part) in parts.AsObject())
                {
                    yield return new($"{name}.{key}", Text(part!));
                }
            }
            else
            {
                rest.Add(name, value!.DeepClone());
            }
        }

        yield return new("document", Text(rest));
    }

    private static string PathOf(string name, [CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, name);

    private static string Text(JsonNode node) => node.ToJsonString(s_options) + "\n";
}
