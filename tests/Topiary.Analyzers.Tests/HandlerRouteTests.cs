using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>Rules about how a handler's subscriptions relate to each other and to contracts.</summary>
public class HandlerRouteTests
{
    private const string Contract = """

        public sealed record Climate(double Celsius);
        public sealed record Weather(string Summary);

        [MqttContract("greenhouse/{house}")]
        public interface IGreenhouse
        {
            [Topic("{zone}/climate")] ValueTask ClimateAsync(string house, int zone, Climate climate);
        }
        """;

    [Theory]
    [InlineData("a/+/c", "", "a/b/+", "", "a/b/c")]
    [InlineData("a/{id}", "string id", "a/{other}", "int other", "a/1")]
    [InlineData("a/{id}", "Guid id", "a/+", "", "a/00000000-0000-0000-0000-000000000000")]
    [InlineData("a/{id}", "DayOfWeek id", "a/#", "", "a/Sunday")]
    [InlineData("a/#", "", "a", "", "a")]
    [InlineData("a/#", "", "+/{id}/c", "int id", "a/1/c")]
    public async Task TOP3108_reports_overlapping_filters_with_a_topic_of_both(
        string first, string firstParameters, string second, string secondParameters, string witness)
    {
        var source = Handler(first, firstParameters, second, secondParameters, "{|TOP3108:Second|}");
        await Verify.DiagnosticsAsync(source);
        Assert.Equal(
            $"'Second' and 'First' both handle messages such as those of '{witness}'",
            await Verify.MessageAsync(MarkedSource.Parse(source).Text));
    }

    [Theory]
    [InlineData("a/+/c", "", "a/b/d", "")]
    [InlineData("a/+", "", "a/+/c", "")]
    [InlineData("a/{id}", "int id", "a/north", "")]
    [InlineData("a/{id}", "int id", "a/{other}", "Guid other")]
    [InlineData("a/{id}", "DayOfWeek id", "a/{other}", "bool other")]
    [InlineData("+/state", "", "$SYS/state", "")]
    [InlineData("#", "", "a/b", "")]
    public Task TOP3108_accepts_filters_that_share_no_topic(string first, string firstParameters, string second, string secondParameters) =>
        Verify.DiagnosticsAsync(Handler(first, firstParameters, second, secondParameters, "Second"));

    [Fact]
    public Task TOP3108_reports_a_narrowed_topic_beside_the_whole_one() => Verify.DiagnosticsAsync("""
        [MqttHandler]
        public sealed class Handler
        {
            [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync))] public void Every(Climate climate) { }
            [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), "house=north")] public void {|TOP3108:North|}(Climate climate) { }
            [Subscribe({|TOP1107:"greenhouse/north/all/climate"|})] public void All(Climate climate) { }
        }
        """ + Contract);

    [Theory]
    [InlineData("""[Subscribe("a", {|TOP3109:OnUnreadable = UnreadablePolicy.Acknowledge|})] public void M() { }""")]
    [InlineData("""[Subscribe("a", {|TOP3109:OnUnreadable = UnreadablePolicy.DeadLetter|})] public void M(ReadOnlyMemory<byte> payload) { }""")]
    [InlineData("""[Subscribe("a", QoS = QoS.AtMostOnce, {|TOP3109:OnUnreadable = UnreadablePolicy.Reject|})] public void M(Climate climate) { }""")]
    [InlineData("""[Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), {|TOP3109:OnUnreadable = UnreadablePolicy.Reject|})] public void M(string house, int zone) { }""")]
    [InlineData("""[Subscribe("a/{id}")] [{|TOP3109:OrderBy("id")|}] public IAsyncEnumerable<int> M() => throw new NotSupportedException();""")]
    [InlineData("""[{|TOP3109:OrderBy("id")|}] public void M() { } [Subscribe("a")] public void N() { }""")]
    [InlineData("""[{|TOP3109:Batch|}] public void M() { } [Subscribe("a")] public void N() { }""")]
    [InlineData("""[Subscribe("a/{id}")] [{|TOP3109:OrderBy("id")|}] [Batch] public void M(IReadOnlyList<Climate> all) { }""")]
    public Task TOP3109_reports_a_setting_that_does_nothing(string method) => Verify.DiagnosticsAsync(Single(method));

    [Theory]
    [InlineData("""[Subscribe("a", OnUnreadable = UnreadablePolicy.Reject)] public void M(Climate climate) { }""")]
    [InlineData("""[Subscribe("a", QoS = QoS.AtMostOnce, OnUnreadable = UnreadablePolicy.DeadLetter)] public void M(Climate climate) { }""")]
    [InlineData("""[Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), OnUnreadable = UnreadablePolicy.Reject)] public void M(Climate climate) { }""")]
    public Task TOP3109_accepts_settings_that_matter(string method) => Verify.DiagnosticsAsync(Single(method));

    [Fact]
    public Task TOP4101_reports_a_payload_that_differs_from_the_contract() => Verify.DiagnosticsAsync("""
        [MqttHandler]
        public sealed class Handler
        {
            [Subscribe("greenhouse/{house}/+/climate")] public void M(string house, Weather {|TOP4101:weather|}) { }
        }
        """ + Contract);

    [Theory]
    [InlineData("greenhouse/{house}/+/climate", "string house, Climate climate")]
    [InlineData("greenhouse/+/+/climate", "byte[] bytes")]
    [InlineData("greenhouse/+/+/climate", "string text")]
    [InlineData("greenhouse/+/+/climate", "ReadOnlyMemory<byte> bytes, MessageContext message")]
    [InlineData("weather/+/+/climate", "Weather weather")]
    public Task TOP4101_accepts_the_same_and_open_payloads(string filter, string parameters) => Verify.DiagnosticsAsync($$"""
        [MqttHandler]
        public sealed class Handler
        {
            [Subscribe("{{filter}}")] public void M({{parameters}}) { }
        }
        """ + Contract);

    private static string Single(string method) => $$"""
        [MqttHandler]
        public sealed class Handler
        {
            {{method}}
        }
        """ + Contract;

    private static string Handler(string first, string firstParameters, string second, string secondParameters, string name) => $$"""
        [MqttHandler]
        public sealed class Handler
        {
            [Subscribe("{{first}}")] public void First({{firstParameters}}) { }
            [Subscribe("{{second}}")] public void {{name}}({{secondParameters}}) { }
        }
        """;
}
