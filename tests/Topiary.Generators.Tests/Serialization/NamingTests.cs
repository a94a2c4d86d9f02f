using System.Text;
using System.Text.Json;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Members are named by the contract's policy, as <see cref="JsonSerializer"/> names them by its own.</summary>
public sealed class NamingTests
{
    private const string Source = """
        public sealed record Inner(int AValue, double? PM25Level);
        public sealed class Names
        {
            public int BatteryLevel { get; set; } = 1; public int IPAddress { get; set; } = 2; public int XMLReader2Go { get; set; } = 3; public int lower { get; set; } = 4;
            public int X { get; set; } = 5; public int ABC { get; set; } = 6; public int With_Underscore { get; set; } = 7; public int _leading { get; set; } = 8; public int Grüße { get; set; } = 9;
            public int A1B2 { get; set; } = 10; public int iOSVersion { get; set; } = 11; public int Ångström { get; set; } = 12; public int V2 { get; set; } = 13; public int ﬁrstΣigma { get; set; } = 14;
            [JsonPropertyName("FixedName")] public int Other { get; set; } = 15;
            public Inner? NestedValue { get; set; } = new(1, 2.5);
            public Dictionary<string, Inner>? KeyedValues { get; set; } = new() { ["AKey"] = new(3, null) };
            public List<Inner?>? MoreValues { get; set; } = [new(4, 5), null];
        }
        """;

    public static TheoryData<int> Policies() => [.. Enumerable.Range(0, (int)JsonNaming.None + 1)];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Members_are_named_as_by_the_oracle(int naming)
    {
        var payload = SerializerHost.Create(Source, ["Names"], naming: naming).Payload("Names");
        var value = Activator.CreateInstance(payload.Type);
        var expected = JsonSerializer.Serialize(value, payload.Type, OptionsOf((JsonNaming)naming));

        var written = payload.Write(value);

        Assert.Equal(expected, Encoding.UTF8.GetString(written));
        Assert.Equal(expected, Encoding.UTF8.GetString(payload.Write(payload.Read(written))));
    }

    [Fact]
    public void One_type_may_be_written_in_two_ways()
    {
        var first = SerializerHost.Create(Source, ["Inner"], naming: (int)JsonNaming.SnakeCaseLower);
        var second = SerializerHost.Create(Source, ["Inner"], naming: (int)JsonNaming.KebabCaseUpper);

        Assert.Equal("global::Topiary.Generated.Global_Inner_snakeLowerJson.Instance", first.Expression("Inner"));
        Assert.Equal("global::Topiary.Generated.Global_Inner_kebabUpperJson.Instance", second.Expression("Inner"));
    }

    private static JsonSerializerOptions OptionsOf(JsonNaming naming) => new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = PolicyOf(naming) };

    private static JsonNamingPolicy? PolicyOf(JsonNaming naming) => naming switch
    {
        JsonNaming.SnakeCaseLower => JsonNamingPolicy.SnakeCaseLower,
        JsonNaming.SnakeCaseUpper => JsonNamingPolicy.SnakeCaseUpper,
        JsonNaming.KebabCaseLower => JsonNamingPolicy.KebabCaseLower,
        JsonNaming.KebabCaseUpper => JsonNamingPolicy.KebabCaseUpper,
        JsonNaming.None => null,
        _ => JsonNamingPolicy.CamelCase,
    };
}
