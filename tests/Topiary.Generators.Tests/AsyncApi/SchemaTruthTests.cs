using System.Text.Json;
using System.Text.Json.Nodes;
using Topiary.Generators.Tests.Serialization;

namespace Topiary.Generators.Tests;

/// <summary>What serializers write fits the schemas of the document: random values of every type that the serializers are tested with.</summary>
public sealed class SchemaTruthTests
{
    private const int ValuesPerType = 40;

    // Without nullable annotations any reference may be null, as the random values are.
    private const string Usings = """
        #nullable disable
        using System.Collections.Immutable;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;

        """;

    private static readonly string[] s_names = [.. FuzzTypes.Names, .. OpenTypes.Names];

    [Fact]
    public void Values_fit_their_schemas()
    {
        var host = SerializerHost.Create(FuzzTypes.Source + OpenTypes.Source, s_names);
        var document = Documents.Of(Usings + Contract() + FuzzTypes.Source + OpenTypes.Source);
        var components = document["components"]!["schemas"]!.AsObject();
        AllowUndefinedValues(components);
        var checker = new SchemaChecker(components);
        var errors = new List<string>();
        var (seen, schemas) = (0, 0);
        foreach (var (index, name) in s_names.Index())
        {
            var message = document["channels"]![$"IAll.F{index}"]!["messages"]!["message"]!.AsObject();
            Assert.Equal("application/json", (string?)message["contentType"]);
            if (message["payload"] is not { } schema)
            {
                continue;
            }

            schemas++;
            var payload = host.Payload(name);
            var values = new RandomValues(new Random(3));
            for (var i = 0; i < ValuesPerType; i++)
            {
                if (Written(payload, values) is { } written)
                {
                    seen++;
                    var value = JsonNode.Parse(written, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = true });
                    if (checker.Error(value, schema) is { } error)
                    {
                        errors.Add($"{name}: {error}");
                    }
                }
            }
        }

        Assert.True(errors.Count == 0, $"{errors.Count} errors\n{string.Join('\n', errors.Take(20))}");
        Assert.True(schemas >= s_names.Length - 3 && seen > 1500, $"{seen} values, {schemas} schemas of {s_names.Length}");
    }

    /// <summary>The random values of enums are often none that has a name; schemas list those that have one.</summary>
    private static void AllowUndefinedValues(JsonObject components)
    {
        foreach (var (name, schema) in components.Where(component => component.Value!["enum"] is not null || component.Value["pattern"] is not null).ToList())
        {
            components[name] = new JsonObject { ["anyOf"] = new JsonArray(schema!.DeepClone(), new JsonObject { ["type"] = "integer" }, new JsonObject { ["pattern"] = "^[0-9]+$" }) };
        }
    }

    private static string Contract() =>
        $"[MqttContract(Format = PayloadFormat.Json)] public interface IAll {{ {string.Concat(s_names.Select((name, i) => $"[Topic(\"t/{i}\")] Task F{i}Async({name} value); "))} }}\n";

    private static byte[]? Written(PayloadOracle payload, RandomValues values)
    {
        var value = values.Create(payload.Type);
        try
        {
            return payload.Write(value);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return null; // This value has no JSON form.
        }
    }
}
