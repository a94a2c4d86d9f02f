using System.Text;
using System.Text.Json;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>
/// Unknown members and polymorphic types, where <see cref="JsonSerializer"/> cannot be the oracle or the document matters.
/// </summary>
public sealed class OpenObjectTests
{
    private const string Source = """
        namespace My.App
        {
            public class AsNode { public string? A { get; set; } [JsonExtensionData] public JsonObject? Others { get; set; } }
            public class Filled { public int A { get; set; } [JsonExtensionData] public JsonObject Others { get; } = new() { ["was"] = 1, ["is"] = 2 }; }
            public sealed record ReadOnly(int A) { [JsonExtensionData] public IReadOnlyDictionary<string, JsonElement>? Others { get; set; } }
            public class FilledDictionary { public int A { get; set; } [JsonExtensionData] public Dictionary<string, JsonElement> Others { get; } = new() { ["was"] = JsonSerializer.SerializeToElement(1) }; }
            public class NoPlace { [JsonExtensionData] public Dictionary<string, JsonElement>? Others { get; } }

            [JsonPolymorphic(TypeDiscriminatorPropertyName = "_type")]
            [JsonDerivedType(typeof(Location), "location"), JsonDerivedType(typeof(Waypoint), 3), JsonDerivedType(typeof(Waypoints), "waypoints")]
            public abstract record Report;
            public sealed record Location(double Lat, int? Batt = null) : Report { [JsonExtensionData] public Dictionary<string, JsonElement>? Others { get; init; } }
            public sealed record Waypoint(string Desc) : Report;
            public sealed record Waypoints([property: JsonPropertyName("waypoints")] List<Report> Items) : Report;
            public sealed record Stranger : Report;
        }
        """;

    private static readonly string[] s_types = ["My.App.AsNode", "My.App.Filled", "My.App.FilledDictionary", "My.App.ReadOnly", "My.App.NoPlace", "My.App.Report"];
    private static readonly Lazy<SerializerHost> s_host = new(() => SerializerHost.Create(Source, s_types));

    [Theory]
    [InlineData("My.App.AsNode", """{"x":[1,{"y":null}],"A":"a","z":null,"x":2}""", """{"a":"a","x":2,"z":null}""")]
    [InlineData("My.App.AsNode", """{"a":null}""", """{"a":null}""")]
    [InlineData("My.App.Filled", """{"is":"new","a":5,"b":true}""", """{"a":5,"was":1,"is":"new","b":true}""")]
    [InlineData("My.App.FilledDictionary", """{"b":true,"a":5,"was":"new"}""", """{"a":5,"was":"new","b":true}""")]
    [InlineData("My.App.ReadOnly", """{"x\u0031":1,"a":5}""", """{"a":5,"x1":1}""")]
    [InlineData("My.App.NoPlace", "{}", "{}")]
    [InlineData("My.App.Report", """{"lat":1.5,"extra":{"_type":3},"batt":"7","_type":"location"}""", """{"_type":"location","lat":1.5,"batt":7,"extra":{"_type":3}}""")]
    [InlineData("My.App.Report", """{"waypoints":[{"_type":3,"desc":"a"},{"lat":1,"_\u0074ype":"loc\u0061tion"}],"_type":"waypoints"}""", """{"_type":"waypoints","waypoints":[{"_type":3,"desc":"a"},{"_type":"location","lat":1,"batt":null}]}""")]
    [InlineData("My.App.Report", "null", "null")]
    public void A_document_is_read_and_written_again(string type, string document, string expected)
    {
        var payload = s_host.Value.Payload(type);

        Assert.Equal(expected, Encoding.UTF8.GetString(payload.Write(payload.Read(Encoding.UTF8.GetBytes(document)))));
    }

    [Theory]
    [InlineData("""{"lat":1}""", "The JSON payload for polymorphic interface or abstract type 'My.App.Report' must specify a type discriminator. Path: $ | LineNumber: 0 | BytePositionInLine: 1.")]
    [InlineData("""{"_type":"car"}""", "Read unrecognized type discriminator id 'car'. Path: $._type | LineNumber: 0 | BytePositionInLine: 14.")]
    [InlineData("""{"_type":4}""", "Read unrecognized type discriminator id '4'. Path: $._type | LineNumber: 0 | BytePositionInLine: 10.")]
    [InlineData("""{"_type":null}""", "The value of the type discriminator '_type' must be a string or a number. Path: $._type | LineNumber: 0 | BytePositionInLine: 13.")]
    [InlineData("""[]""", "The JSON value could not be converted to My.App.Report. Path: $ | LineNumber: 0 | BytePositionInLine: 1.")]
    [InlineData("""{"_type":"waypoints","waypoints":[{"_type":3,"desc":1}]}""", "The JSON value could not be converted to System.String. Path: $.waypoints[0].desc | LineNumber: 0 | BytePositionInLine: 53.")]
    public void A_document_of_no_known_type_is_refused_with_the_reason(string document, string message)
    {
        var exception = Assert.Throws<JsonException>(() => s_host.Value.Payload("My.App.Report").Read(Encoding.UTF8.GetBytes(document)));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void A_value_of_a_type_that_is_not_declared_is_not_written()
    {
        var stranger = Activator.CreateInstance(s_host.Value.Type("My.App.Stranger"));

        var exception = Assert.Throws<NotSupportedException>(() => s_host.Value.Payload("My.App.Report").Write(stranger));

        Assert.Equal("Runtime type 'My.App.Stranger' is not supported by polymorphic type 'My.App.Report'.", exception.Message);
    }

    [Fact]
    public void Unknown_members_without_a_place_are_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => s_host.Value.Payload("My.App.NoPlace").Read("""{"a":1}"""u8));

        Assert.Equal("The member 'Others' of type 'My.App.NoPlace' keeps unknown members, but is null and has no setter.", exception.Message);
    }
}
