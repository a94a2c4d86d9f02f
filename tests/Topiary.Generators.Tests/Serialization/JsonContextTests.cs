using System.Text;
using System.Text.Json;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Types that are left to the user's own context.</summary>
public sealed class JsonContextTests
{
    private const string Source = """
        using System.Text.Json.Serialization.Metadata;
        public record Plain(int A);
        public record Outer(string Name, Shape? Shape, int Last);
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public sealed class Shape { public object? Anything { get; set; } public int Size { get; set; } }
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public sealed class Other { public object? Anything { get; set; } }
        public sealed class Context(JsonSerializerOptions options) : JsonSerializerContext(options)
        {
            private static readonly DefaultJsonTypeInfoResolver s_resolver = new();
            public static Context Default { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override JsonTypeInfo? GetTypeInfo(Type type) => type == typeof(Other) ? null : s_resolver.GetTypeInfo(type, Options);
        }
        """;

    [Fact]
    public void Only_the_type_that_needs_it_goes_through_the_context()
    {
        var host = SerializerHost.Create(Source, ["Outer"], context: "Context");
        var payload = host.Payload("Outer");
        var document = """{"name":"a","shape":{"anything":{"x":[1]},"size":3},"last":4}"""u8.ToArray();

        Assert.Equal(document, payload.Write(payload.Read(document)));
        Assert.Equal("""{"name":"a","shape":null,"last":4}"""u8, payload.Write(payload.Read("""{"name":"a","last":4}"""u8)));
        Assert.Contains(host.Sources, source => source.Key.Contains("Outer", StringComparison.Ordinal) && source.Value.Contains("WriteStartObject", StringComparison.Ordinal));
        Assert.Contains(host.Sources, source => source.Key.Contains("Shape", StringComparison.Ordinal) && source.Value.Contains("JsonContextValue", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_inside_is_placed_outside()
    {
        var payload = SerializerHost.Create(Source, ["Outer"], context: "Context").Payload("Outer");

        var exception = Assert.Throws<JsonException>(() => payload.Read("""{"name":"a","shape":{"size":"x"}}"""u8));

        Assert.Equal("$.shape", exception.Path);
        Assert.Contains("$.size", exception.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_is_not_used_where_it_is_not_needed()
    {
        var host = SerializerHost.Create(Source, ["Plain"], context: "Context");

        Assert.Equal("global::Topiary.Generated.Global_PlainJson.Instance", host.Expression("Plain"));
    }

    [Fact]
    public void A_context_without_the_type_says_so()
    {
        var payload = SerializerHost.Create(Source, ["Other"], context: "Context").Payload("Other");

        var exception = Assert.Throws<InvalidOperationException>(() => payload.Read(Encoding.UTF8.GetBytes("{}")));

        Assert.Equal("Context has no metadata for Other; add [JsonSerializable(typeof(Other))] to it.", exception.Message);
    }
}
