using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Baselines;
using Topiary.Analyzers.Tests.Verification;
using Topiary.Generators.Emission;
using Topiary.Generators.Parsing;
using Topiary.Generators.Tests.Serialization;

namespace Topiary.Analyzers.Tests;

/// <summary>Contracts compared with a checked-in baseline.</summary>
public class BaselineTests
{
    private const string Types = """
        using System.Text.Json;
        using System.Text.Json.Serialization;
        namespace App;
        public sealed record Climate(double Celsius, string? Note, List<Point> Points, Dictionary<int, Mode> Modes) { public required int Count { get; init; } }
        public readonly record struct Point(int X, int Y);
        [JsonConverter(typeof(JsonStringEnumConverter<Mode>))] public enum Mode { Cool, Heat }
        [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")] public abstract record Shape;
        public sealed record Circle(double Radius) : Shape;
        public sealed record Square(double Side, Shape? Inner) : Shape;
        public enum Zone { North, South }
        public enum Power { on, off }

        """;

    private const string Contract = """
        [MqttContract("greenhouse/{house}")]
        public interface IGreenhouse
        {
            [Topic("{zone}/climate", Retain = true)] ValueTask ClimateAsync(string house, Zone zone, Climate climate);
            [Topic("shape", QoS = QoS.ExactlyOnce)] ValueTask<OneOf<int, string>> ShapeAsync(string house, Shape shape);
            [Topic("power")] ValueTask PowerAsync(string house, OneOf<Power, double> power);
            [Topic("raw/{**rest}")] ValueTask RawAsync(string house, string rest, ReadOnlyMemory<byte> bytes);
            [Topic("nothing")] ValueTask NothingAsync(string house);
        }
        """;

    private const string PackedUsings = "using MessagePack;\n" + MessagePackAttributeSource.Text + "\n";

    private const string Packed = """
        [Union(1, typeof(Listed)), Union(2, typeof(Plain))] public abstract class Shape { }
        [MessagePackObject] public sealed class Listed : Shape { [Key(0)] public DateTime At { get; init; } [Key(1)] public int Count { get; init; } }
        [MessagePackObject(keyAsPropertyName: true)] public sealed class Plain : Shape { public string? Note { get; init; } public Dictionary<int, Level>? Levels { get; init; } public (int, double)[]? Pairs { get; init; } }
        [MessagePackObject] public sealed class Other : Shape { }
        public enum Level : byte { Low, High }

        [MqttContract("packed", Format = PayloadFormat.MessagePack)]
        public interface IPacked { [Topic("shape")] ValueTask ShapeAsync(Shape shape); }

        """;

    [Fact]
    public async Task TOP2104_to_TOP2107_accepts_a_contract_as_it_is_in_the_baseline() =>
        Assert.Empty(await ReportedAsync(Contract, Baseline(Contract)));

    [Theory]
    [InlineData("Retain = true", "Retain = false", "it is no longer retained")]
    [InlineData("{zone}/climate", "{zone}/weather", "its topic was 'greenhouse/{string}/{North|South}/climate' and is 'greenhouse/{string}/{North|South}/weather'")]
    [InlineData("string house, Zone zone", "string house, int zone", "its topic was 'greenhouse/{string}/{North|South}/climate' and is 'greenhouse/{string}/{int}/climate'")]
    [InlineData("QoS.ExactlyOnce", "QoS.AtLeastOnce", "its quality of service was 2 and is 1")]
    [InlineData("ValueTask<OneOf<int, string>> Shape", "ValueTask Shape", "its kind was 'request' and is 'message'")]
    [InlineData("OneOf<int, string>", "OneOf<int, bool>", "'reply.one of' is no longer text string")]
    [InlineData("double Celsius", "float Celsius", "'payload.celsius' was Double and is Single")]
    [InlineData("string? Note, ", "", "'payload.note' is gone")]
    [InlineData("public required int Count", "public required long Count", "'payload.count' was Int32 and is Int64")]
    [InlineData("string? Note", "[property: JsonRequired] string? Note", "'payload.note' is required now")]
    [InlineData("{ get; init; } }", "{ get; init; } public required int More { get; init; } }", "'payload.more' is new and required")]
    [InlineData("int X, int Y", "int X", "'payload.points[].y' is gone")]
    [InlineData("Cool, Heat", "Cool", "'payload.modes.*.enum' is no longer Heat")]
    [InlineData("Dictionary<int, Mode>", "Dictionary<string, Mode>", "'payload.modes.key' was Int32 and is String")]
    [InlineData(", JsonDerivedType(typeof(Square), \"square\")", "", "'payload.by $type.square' is gone")]
    [InlineData("double Side", "int Side", "'payload.by $type.square.side' was Double and is Int32")]
    [InlineData("enum Power { on, off }", "enum Power { on }", "'payload.one of' is no longer a value of a given set")]
    [InlineData("ReadOnlyMemory<byte> bytes", "string bytes", "its format was 'application/octet-stream' and is 'text/plain'")]
    [InlineData("house);\n}", "house, string text);\n}", "its format was nothing and is 'text/plain'")]
    public async Task TOP2104_reports_what_breaks(string part, string other, string expected)
    {
        var (types, contract) = (Types.ReplaceLineEndings("\n"), Contract.ReplaceLineEndings("\n"));
        Assert.True(types.Contains(part, StringComparison.Ordinal) || contract.Contains(part, StringComparison.Ordinal), part);

        var reported = await ReportedAsync(contract.Replace(part, other, StringComparison.Ordinal), Baseline(contract), types.Replace(part, other, StringComparison.Ordinal));

        var diagnostic = Assert.Single(reported.DistinctBy(one => one.GetMessage(null)), one => one.GetMessage(null).EndsWith(": " + expected, StringComparison.Ordinal));
        Assert.Equal("TOP2104", diagnostic.Id);
    }

    [Theory]
    [InlineData("Key(1)] public int Count", "Key(3)] public int Count", "'payload.by number.1.array.1' is gone")]
    [InlineData("public int Count", "public double Count", "'payload.by number.1.array.1' was Int32 and is Double")]
    [InlineData(", Union(2, typeof(Plain))", "", "'payload.by number.2' is gone")]
    [InlineData("public string? Note", "[IgnoreMember] public string? Note", "'payload.by number.2.Note' is gone")]
    [InlineData("Dictionary<int, Level>", "Dictionary<string, Level>", "'payload.by number.2.Levels.key' was Int32 and is String")]
    [InlineData("enum Level : byte", "enum Level : long", "'payload.by number.2.Levels.*' was enum as Byte and is enum as Int64")]
    [InlineData("(int, double)[]", "(int, string)[]", "'payload.by number.2.Pairs[].array.1' was Double and is String")]
    public async Task TOP2104_reports_what_breaks_in_MessagePack(string part, string other, string expected)
    {
        Assert.Contains(part, Packed, StringComparison.Ordinal);

        var reported = await ReportedAsync(Packed.Replace(part, other, StringComparison.Ordinal), Baseline(Packed, PackedUsings), PackedUsings);

        Assert.Equal($"'ShapeAsync' breaks those who were built with the baseline: {expected}", Assert.Single(reported).GetMessage(null));
    }

    [Theory]
    [InlineData("[Key(1)]", "[Key(2)] public int? More { get; init; } [Key(1)]")]
    [InlineData("public int Count", "public int Number")]
    [InlineData("Union(2, typeof(Plain))", "Union(2, typeof(Plain)), Union(3, typeof(Other))")]
    public async Task TOP2104_accepts_what_only_adds_or_changes_only_CSharp_in_MessagePack(string part, string other) =>
        Assert.Empty(await ReportedAsync(Packed.Replace(part, other, StringComparison.Ordinal), Baseline(Packed, PackedUsings), PackedUsings));

    [Fact]
    public async Task TOP2104_reports_at_the_method_or_at_the_contract()
    {
        const string Now = """
            [MqttContract("greenhouse/{house}")]
            public interface IGreenhouse
            {
                [Topic("{zone}/climate")] ValueTask ClimateAsync(string house, Zone zone, Climate climate);
            }
            """;
        var reported = await ReportedAsync(Now, Baseline(Contract));

        Assert.Equal(
            ["ClimateAsync: 'ClimateAsync' breaks those who were built with the baseline: it is no longer retained", "IGreenhouse: 'IGreenhouse' breaks those who were built with the baseline: 'NothingAsync' is gone"],
            reported.Select(Describe).Where(text => text.Contains("retained", StringComparison.Ordinal) || text.Contains("NothingAsync", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("string? Note", "string? Note, int? Extra")]
    [InlineData("Cool, Heat", "Cool, Heat, Dry")]
    [InlineData("Retain = true", "Retain = true, ExpirySeconds = 5")]
    [InlineData("string house, Shape shape", "string house, Shape form")]
    public async Task TOP2104_accepts_what_only_adds_or_changes_only_CSharp(string part, string other)
    {
        var reported = await ReportedAsync(
            Contract.Replace(part, other, StringComparison.Ordinal), Baseline(Contract), Types.Replace(part, other, StringComparison.Ordinal));

        Assert.Empty(reported);
    }

    [Fact]
    public async Task TOP2105_reports_what_the_baseline_does_not_know()
    {
        var reported = await ReportedAsync(Contract, "");
        Assert.Equal("IGreenhouse: 'IGreenhouse' is not in the baseline, so that later changes of it go unnoticed", Describe(Assert.Single(reported)));

        var more = Contract.Insert(Contract.LastIndexOf('}'), "[Topic(\"more\")] ValueTask MoreAsync(string house);\n");
        Assert.Equal(
            "MoreAsync: 'MoreAsync' is not in the baseline, so that later changes of it go unnoticed",
            Describe(Assert.Single(await ReportedAsync(more, Baseline(Contract)))));
    }

    [Fact]
    public async Task TOP2105_accepts_contracts_of_a_project_without_a_baseline() =>
        Assert.Empty(await TestCompilation.AnalyzeAsync(TestCompilation.Create(Types + Contract), new BaselineText("{", "other.json")));

    [Theory]
    [InlineData("{", "line 1: '\"' is missing")]
    [InlineData("{\n  \"contracts\": [1]\n}", "'contracts' is no object of contracts")]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("{\"version\": 2}", "its version is 2, and this one is 1")]
    [InlineData("{\"contracts\": {}} x", "line 1: there is more after the end")]
    [InlineData("{\"contracts\":\n {\"a\": \"\\u12\"}}", "line 2: an escape has no four digits")]
    public async Task TOP2106_reports_a_file_that_is_none(string text, string expected)
    {
        var diagnostic = Assert.Single(await ReportedAsync(Contract, text));
        Assert.Equal(("TOP2106", $"'app.mqtt-contract.json' is no baseline of contracts: {expected}"), (diagnostic.Id, diagnostic.GetMessage(null)));
        Assert.Equal("app.mqtt-contract.json", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public async Task TOP2106_reports_what_is_nested_without_end() =>
        Assert.Contains("nested too deep", Assert.Single(await ReportedAsync(Contract, new string('[', 100_000))).GetMessage(null), StringComparison.Ordinal);

    [Fact]
    public async Task TOP2107_reports_a_contract_that_is_gone()
    {
        var diagnostic = Assert.Single(await ReportedAsync("public interface IOther { }", Baseline(Contract)));
        Assert.Equal(("TOP2107", "'App.IGreenhouse' is in the baseline, but no contract of this project"), (diagnostic.Id, diagnostic.GetMessage(null)));
        // Where the file names it.
        Assert.Equal(("app.mqtt-contract.json", 3, 4), (diagnostic.Location.GetLineSpan().Path, diagnostic.Location.GetLineSpan().StartLinePosition.Line, diagnostic.Location.GetLineSpan().StartLinePosition.Character));
    }

    [Theory]
    [InlineData("class Outer { [MqttContract] public interface IGreenhouse { [Topic(\"a\")] ValueTask AAsync(); } }", "App.Outer.IGreenhouse")]
    [InlineData("namespace @class { [MqttContract] public interface @interface { [Topic(\"a\")] ValueTask AAsync(); } }", "App.@class.@interface")]
    [InlineData("[MqttContract] public interface IBroken { [Topic(\"a/{b}\")] ValueTask AAsync(); }", "App.IBroken")]
    public async Task TOP2107_accepts_a_contract_that_is_there_nested_or_broken_or_not(string declaration, string name)
    {
        var baseline = $$$"""{"version": "1", "contracts": {"{{{name}}}": {"AAsync": {"topic": "a", "kind": "message", "qos": "1", "retain": "false"}} } }""";
        var reported = await TestCompilation.AnalyzeAsync(TestCompilation.Create("namespace App {\n" + declaration + "\n}"), new BaselineText(baseline));
        Assert.DoesNotContain(reported, diagnostic => diagnostic.Id is "TOP2104" or "TOP2105" or "TOP2107");
        Assert.Contains(
            await TestCompilation.AnalyzeAsync(TestCompilation.Create("namespace App { public class Outer; }"), new BaselineText(baseline)), diagnostic => diagnostic.Id == "TOP2107");
    }

    [Fact]
    public void A_baseline_is_written_in_one_form_and_read_again()
    {
        var text = Baseline(Contract);

        Assert.Equal(text, BaselineFile.Read(text).With(new Dictionary<string, JsonTree>()));
        Assert.Contains("""
                  "ShapeAsync": {
                    "topic": "greenhouse/{string}/shape",
                    "kind": "request",
                    "qos": "2",
                    "retain": "false",
                    "format": "application/json",
                    "payload": {
            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
        Assert.Contains("\"square\": { \"side\": \"Double\", \"inner\": \"again App.Shape\" }", text, StringComparison.Ordinal);
    }

    internal static string Baseline(string contract, string types = Types)
    {
        var compilation = TestCompilation.Create(types + contract);
        Assert.Empty(TestCompilation.CompilerErrors(compilation));
        var contracts = new Dictionary<string, JsonTree>();
        foreach (var type in compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>())
        {
            if (ContractParser.IsContract(type))
            {
                var model = ContractParser.Parse(type, compilation, new ProblemList(), TestContext.Current.CancellationToken)!;
                contracts.Add(ContractShape.NameOf(model), ContractShape.Of(model));
            }
        }

        return BaselineFile.Read("").With(contracts);
    }

    private static async Task<IReadOnlyList<Diagnostic>> ReportedAsync(string contract, string baseline, string types = Types)
    {
        var compilation = TestCompilation.Create(types + contract);
        Assert.Empty(TestCompilation.CompilerErrors(compilation));
        return await TestCompilation.AnalyzeAsync(compilation, new BaselineText(baseline));
    }

    private static string Describe(Diagnostic diagnostic) =>
        $"{diagnostic.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(diagnostic.Location.SourceSpan)}: {diagnostic.GetMessage(null)}";
}
