using Topiary.Generators.Tests.Serialization;

namespace Topiary.Generators.Tests;

/// <summary>Schemas of single payloads, where they are not obvious.</summary>
public sealed class AsyncApiSchemaTests
{
    [Theory]
    [InlineData("int?", """{"type":["integer","null"],"minimum":-2147483648,"maximum":2147483647}""")]
    [InlineData("List<string?>", """{"type":"array","items":{"type":["string","null"]}}""")]
    [InlineData("Dictionary<Guid, byte[]>", """{"type":"object","propertyNames":{"type":"string","format":"uuid"},"additionalProperties":{"type":"string","contentEncoding":"base64"}}""")]
    [InlineData("Dictionary<long, bool>", """{"type":"object","propertyNames":{"pattern":"^-?[0-9]+$"},"additionalProperties":{"type":"boolean"}}""")]
    [InlineData("OneOf<int?, string[]>", """{"anyOf":[{"type":["integer","null"],"minimum":-2147483648,"maximum":2147483647},{"type":"array","items":{"type":"string"}}]}""")]
    [InlineData("JsonArray", """{"type":"array"}""")]
    [InlineData("Converted", """{"description":"As `Converter` writes `Converted`."}""")]
    [InlineData("Tree", """{"$ref":"#/components/schemas/Tree"}""")]
    [InlineData("Pair<int, Pair<Tree[], char>>", """{"$ref":"#/components/schemas/Pair_of_int_and_Pair_of_TreeArray_and_char"}""")]
    public void Json_payload(string type, string expected)
    {
        var document = Documents.OfPayload(type, """
            public sealed class Tree : List<Tree>;
            public sealed record Pair<TOne, TTwo>(TOne One, TTwo Two);
            [JsonConverter(typeof(Converter))] public sealed record Converted(int Value);
            public sealed class Converter : JsonConverter<Converted>
            {
                public override Converted Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetInt32());
                public override void Write(Utf8JsonWriter writer, Converted value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
            }
            """);
        Assert.Equal(expected, Documents.PayloadOf(document).ToJsonString(s_plain));
    }

    [Fact]
    public void A_collection_of_itself_refers_to_itself()
    {
        var document = Documents.OfPayload("Tree", "public sealed class Tree : List<Tree>;");
        Assert.Equal("""{"type":"array","items":{"$ref":"#/components/schemas/Tree"}}""", Documents.Schema(document, "Tree").ToJsonString(s_plain));
    }

    [Theory]
    [InlineData("TimeSpan?", "text/plain", """{"type":"string","pattern":"^-?([0-9]+\\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?$"}""")]
    [InlineData("bool", "text/plain", """{"type":"boolean"}""")]
    [InlineData("DayOfWeek", "text/plain", """{"type":"string","enum":["Sunday","Monday","Tuesday","Wednesday","Thursday","Friday","Saturday"]}""")]
    [InlineData("OneOf<State, string>", null, """{"anyOf":[{"$ref":"#/components/schemas/State"},{"type":"string"}]}""")]
    [InlineData("OneOf<State, byte[]>", null, null)]
    [InlineData("ReadOnlyMemory<byte>", "application/octet-stream", null)]
    [InlineData("[PayloadSerializer(typeof(Own))] State", null, null)]
    public void Other_payload(string type, string? contentType, string? expected)
    {
        var document = Documents.Of($$"""
            public sealed record State(int Value);
            public sealed class Own : IPayloadSerializer<State>
            {
                public void Serialize(State value, System.Buffers.IBufferWriter<byte> output) { }
                public State Deserialize(ReadOnlySpan<byte> payload) => new(payload.Length);
            }

            [MqttContract]
            public interface IDemo
            {
                [Topic("say")]
                Task SayAsync({{type}} value);
            }
            """);
        var message = document["channels"]!["IDemo.Say"]!["messages"]!["message"]!;
        Assert.Equal(contentType, (string?)message["contentType"]);
        Assert.Equal(expected, message["payload"]?.ToJsonString(s_plain));
    }

    [Theory]
    [InlineData("Shape", """{"oneOf":[{"type":"array","items":[{"const":0},{"$ref":"#/components/schemas/Circle"}],"minItems":2,"maxItems":2},{"type":"array","items":[{"const":7},{"$ref":"#/components/schemas/Square"}],"minItems":2,"maxItems":2}]}""")]
    [InlineData("Circle", """{"type":"array","items":[{"title":"Radius","allOf":[{"type":"number"}]},{"type":"null"},{"title":"Inner","allOf":[{"anyOf":[{"$ref":"#/components/schemas/Shape"},{"type":"null"}]}]}]}""")]
    [InlineData("Square", """{"type":"object","properties":{"side":{"type":"string","x-msgpack":"bin"},"color":{"type":"integer","minimum":0,"maximum":255,"description":"- 1 = Red: The one."},"at":{"type":"array","items":[{"type":"string","format":"date-time","x-msgpack":"timestamp"},{"type":"integer","minimum":-32768,"maximum":32767,"description":"Offset in minutes."}],"minItems":2,"maxItems":2,"description":"What the clock shows, as if it were in UTC, and its offset."}}}""")]
    public void MessagePack_component(string name, string expected)
    {
        var document = Documents.Of(MessagePackAttributeSource.Text, """
            using MessagePack;

            [Union(0, typeof(Circle)), Union(7, typeof(Square))] public abstract class Shape;
            [MessagePackObject] public sealed class Circle : Shape { [Key(0)] public double Radius { get; set; } [Key(2)] public Shape? Inner { get; set; } }
            [MessagePackObject] public sealed class Square : Shape
            {
                [Key("side")] public byte[] Side { get; set; } = [];
                [Key("color")] public Color Color { get; set; }
                [Key("at")] public DateTimeOffset At { get; set; }
            }
            public enum Color : byte
            {
                /// <summary>The one.</summary>
                Red = 1,
            }

            [MqttContract(Format = PayloadFormat.MessagePack)]
            public interface IDemo
            {
                [Topic("say")]
                Task SayAsync(Shape value);
            }
            """);
        Assert.Equal("application/msgpack", (string?)document["channels"]!["IDemo.Say"]!["messages"]!["message"]!["contentType"]);
        Assert.Equal(expected, Documents.Schema(document, name).ToJsonString(s_plain));
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
