using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Topiary.Interop.Tests;

/// <summary>The AsyncAPI document that the build of a sample wrote, against AsyncAPI's own JSON Schema and recorded messages.</summary>
public sealed class AsyncApiDocumentTests
{
    // A number in a string is read, but not promised: the schema says what is sent. The other one is not understood at all.
    private static readonly string[] s_beyondTheSchema = ["\"batt\":\"75\"", "\"description\":\"the battery is empty\""];

    private static string Folder => Path.Combine(Metadata("RepositoryRoot"), "samples", "HomeDevices");

    private static string Document => Path.Combine(Folder, "bin", Metadata("Configuration"), "net10.0", "HomeDevices.asyncapi.json");

    [Fact]
    public async Task The_build_of_a_sample_writes_a_valid_document_whose_schemas_accept_what_devices_send()
    {
        var lines = await CheckAsync(Document, Path.Combine(Folder, "data"));
        Assert.Equal("valid", lines[0]);
        var counts = JsonDocument.Parse(lines[^1]).RootElement;
        var refused = lines.Where(line => line.StartsWith("refused", StringComparison.Ordinal)).ToList();
        Assert.All(refused, line => Assert.True(s_beyondTheSchema.Any(part => line.Contains(part, StringComparison.Ordinal)), line));
        Assert.Equal(0, counts.GetProperty("unknown").GetInt32());
        Assert.Equal(s_beyondTheSchema.Length, counts.GetProperty("refused").GetInt32());
        Assert.True(counts.GetProperty("accepted").GetInt32() > 100, counts.ToString());
    }

    [Fact]
    public async Task A_document_with_requests_streams_wills_and_every_kind_of_payload_is_valid()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Topiary.Interop.Tests.asyncapi.json");
        Assert.Equal(["valid"], await CheckAsync(path));
        var document = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        string[] expected = ["IMachines.Watch", "IMachines.Watch.control", "IMachines.Count", "IMachines.Alive", "IPacked.Machine", "Desk.Any"];
        Assert.All(expected, operation => Assert.NotNull(document["operations"]![operation]));
        Assert.NotNull(document["operations"]!["IMachines.Watch"]!["reply"]);
        // What the build could spoil on the way: backslashes, quotes, percent signs, references to properties and items, other letters.
        Assert.Equal(
            "A machine; \"quoted\" \\ back, %20;$(x)@(y) <&> Grün \ud83d\ude00 and `#endif`.",
            (string?)document["components"]!["schemas"]!["Plant_Floor_Machine_snakeLower"]!["description"]);
        Assert.Equal((byte)'{', (await File.ReadAllBytesAsync(path))[0]);
    }

    [Theory]
    [InlineData("an operation without its action", """{"operations":{"x":{"channel":{"$ref":"#/channels/IOwnTracks.Report"}}}}""", "must have required property 'action'")]
    [InlineData("a QoS that there is not", """{"operations":{"IOwnTracks.Report":{"bindings":{"mqtt":{"qos":3,"bindingVersion":"0.2.0"}}}}}""", "must be equal to one of the allowed values")]
    [InlineData("a reference to nothing", """{"operations":{"IOwnTracks.Report":{"channel":{"$ref":"#/channels/nothing"}}}}""", "which is not there")]
    [InlineData("a parameter that no address has", """{"channels":{"IOwnTracks.Report":{"parameters":{"other":{}}}}}""", "has parameters")]
    public async Task A_wrong_document_is_found_to_be_wrong(string what, string change, string complaint)
    {
        Assert.NotEmpty(what);
        var changed = JsonNode.Parse(await File.ReadAllTextAsync(Document))!.AsObject();
        Merge(changed, JsonNode.Parse(change)!.AsObject());
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, changed.ToJsonString());
            var lines = await CheckAsync(path);
            Assert.StartsWith("invalid: ", lines[0], StringComparison.Ordinal);
            Assert.Contains(complaint, lines[0], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<string[]> CheckAsync(params string[] arguments)
    {
        var printed = await PeerProcess.RunAsync(Peer.NodeWithAsyncApi, [Peer.Script("asyncapi_check.js"), .. arguments]);
        return printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static void Merge(JsonObject target, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && target[name] is JsonObject there)
            {
                Merge(there, inner);
            }
            else
            {
                target[name] = value!.DeepClone();
            }
        }
    }

    private static string Metadata(string key) =>
        typeof(Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
