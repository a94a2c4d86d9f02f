using System.Text;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>A member that is absent is told apart from one that is null.</summary>
public sealed class OptionalTests
{
    private const string Source = """
        using Topiary;

        public sealed record Patch(Optional<string?> Name, Optional<int> Count = default, Optional<double?> Level = default)
        {
            public Optional<List<int>?> Items { get; init; }
            public Optional<Patch?> Inner { get; set; }
            [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public Optional<bool> Flag { get; set; }
            [JsonConverter(typeof(JsonStringEnumConverter<DayOfWeek>))] public Optional<DayOfWeek?> Day { get; set; }
            public required Optional<bool> Must { get; init; }
        }

        public sealed class Listed { public List<Optional<int>>? Items { get; set; } }
        public sealed class Maybe { public Optional<int>? Item { get; set; } }
        """;

    private static readonly Lazy<PayloadOracle> s_patch = new(() => SerializerHost.Create(Source, ["Patch"]).Payload("Patch"));

    [Theory]
    [InlineData("""{"must":false}""")]
    [InlineData("""{"name":null,"must":true}""")]
    [InlineData("""{"name":"n","count":0,"level":null,"items":null,"inner":null,"flag":false,"day":null,"must":true}""")]
    [InlineData("""{"level":1.5,"items":[1],"inner":{"count":5,"must":true},"flag":true,"day":"Friday","must":true}""")]
    public void What_was_absent_stays_absent_and_what_was_null_stays_null(string document)
        => Assert.Equal(document, Encoding.UTF8.GetString(s_patch.Value.Write(s_patch.Value.Read(Encoding.UTF8.GetBytes(document)))));

    [Theory]
    [InlineData("""{"name":"n"}""", "JSON deserialization for type 'Patch' was missing required properties including: 'must'. Path: $ | LineNumber: 0 | BytePositionInLine: 12.")]
    [InlineData("""{"count":null,"must":true}""", "The JSON value could not be converted to System.Int32. Path: $.count | LineNumber: 0 | BytePositionInLine: 13.")]
    public void A_value_that_does_not_fit_is_refused(string document, string message)
        => Assert.Equal(message, Assert.Throws<System.Text.Json.JsonException>(() => s_patch.Value.Read(Encoding.UTF8.GetBytes(document))).Message);

    [Theory]
    [InlineData("Listed", "TOP4001: Listed | Listed.Items | is of type 'Topiary.Optional<int>', which is Optional<T>, which only a member of an object can be")]
    [InlineData("Maybe", "TOP4001: Maybe | Maybe.Item | is of type 'Topiary.Optional<int>', which is Optional<T>, which only a member of an object can be")]
    [InlineData("Topiary.Optional<int>", "TOP4001: Topiary.Optional<int> | Topiary.Optional<int> | is Optional<T>, which only a member of an object can be")]
    public void Anything_but_a_member_is_refused(string type, string reason) => Assert.Equal(reason, SerializerHost.Refusal(Source, type));

    [Fact]
    public void Two_are_equal_when_both_are_absent_or_their_values_are_equal()
    {
        Assert.Equal(default, new Optional<int>());
        Assert.NotEqual(default, new Optional<int>(0));
        Assert.True(new Optional<string?>("a") == "a" && new Optional<string?>(null) != default);
        Assert.Equal(("", "null", "5"), (default(Optional<int>).ToString(), new Optional<string?>(null).ToString(), new Optional<int>(5).ToString()));
        Assert.Equal((7, 5), (default(Optional<int>).ValueOr(7), new Optional<int>(5).ValueOr(7)));
        Assert.Throws<InvalidOperationException>(() => default(Optional<int>).Value);
    }
}
