using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Generators.Tests;

/// <summary>Runs the generator for a project that wants an AsyncAPI document.</summary>
internal static class Documents
{
    public const string File = "Topiary.AsyncApi";

    private static readonly (string, string)[] s_properties =
        [("TopiaryAsyncApi", "true"), ("_TopiaryAsyncApiTitle", "Tested"), ("_TopiaryAsyncApiVersion", "1.2.3")];

    public static GeneratorRun Run(params string[] sources) => Run(TestCompilation.Create(sources));

    public static GeneratorRun Run(CSharpCompilation compilation) => GeneratorRun.Of(compilation, s_properties);

    /// <summary>The text between the directives that hide it from the compiler, as the build takes it.</summary>
    public static string TextOf(GeneratorRun run)
    {
        var file = run.File(File);
        var start = file.IndexOf("<document>", StringComparison.Ordinal);
        return System.Xml.Linq.XElement.Parse(file[start..file.LastIndexOf("#endif", StringComparison.Ordinal)]).Value;
    }

    public static JsonNode Of(params string[] sources) => JsonNode.Parse(TextOf(Run(sources)))!;

    /// <summary>The schema of the payload of a contract's only method, or of another one.</summary>
    public static JsonNode PayloadOf(JsonNode document, string channel = "IDemo.Say", string message = "message") =>
        document["channels"]![channel]!["messages"]![message]!["payload"]!;

    public static JsonNode Schema(JsonNode document, string name) => document["components"]!["schemas"]![name]!;

    /// <summary>The document of a contract with one method that takes this type as JSON.</summary>
    public static JsonNode OfPayload(string type, string declarations, string contract = "") => Of($$"""
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;

        namespace Demo;

        [MqttContract(Format = PayloadFormat.Json{{contract}})]
        public interface IDemo
        {
            [Topic("say")]
            Task SayAsync({{type}} value);
        }

        {{declarations}}
        """);
}
