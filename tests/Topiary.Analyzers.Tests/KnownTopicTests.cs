using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>Filters among the topics of contracts.</summary>
public class KnownTopicTests
{
    private const string Contract = """
        public enum Side { North, South }
        [MqttContract("greenhouse/{house}")]
        public interface IGreenhouse
        {
            [Topic("zones/{zone}/climate")] ValueTask ClimateAsync(string house, int zone, double celsius);
            [Topic("sides/{side}")] ValueTask SideAsync(string house, Side side, double celsius);
            [Topic("log/{**rest}")] ValueTask LogAsync(string house, string rest, string text);
        }

        """;

    [Fact]
    public Task TOP1107_reports_filters_that_match_no_topic() => Verify.DiagnosticsAsync(Contract + """
        [MqttHandler]
        public sealed class Watch
        {
            [Subscribe("greenhouse/{house}/{|TOP1107:zone|}/{zone}/climate")] public void OnMisspelt(string house, int zone, double celsius) { }
            [Subscribe({|TOP1107:"greenhouse/{house}/zones/north/climate"|})] public void OnNoNumber(string house, double celsius) { }
            [Subscribe({|TOP1107:"greenhouse/+/sides/West"|})] public void OnNoName(double celsius) { }
            [Subscribe({|TOP1107:"greenhouse/a/zones/1/climate/more"|})] public void OnLonger(double celsius) { }
            [Subscribe({|TOP1107:"greenhouse/a/log"|})] public void OnShorter(string text) { }

            public static async Task Ask(IMqttClient client, string house)
            {
                await client.SubscribeAsync($"greenhouse/{house}/{|TOP1107:zonnes|}/+/climate");
                await client.SubscribeAsync("$share/group/greenhouse/+/{|TOP1107:zone|}/+/climate");
            }
        }
        """);

    [Fact]
    public Task TOP1107_accepts_filters_that_match_one_or_are_elsewhere() => Verify.DiagnosticsAsync(Contract + """
        [MqttHandler]
        public sealed class Watch
        {
            [Subscribe("greenhouse/{house}/zones/{zone}/climate")] public void OnClimate(string house, int zone, double celsius) { }
            [Subscribe("greenhouse/+/sides/North")] public void OnSide(double celsius) { }
            [Subscribe("greenhouse/a/log/#")] public void OnLog(string text) { }
            [Subscribe("legacy/zone/1")] public void OnOther(double celsius) { }

            public static async Task Ask(IMqttClient client, string house, string all)
            {
                await client.SubscribeAsync("greenhouse/#");
                await client.SubscribeAsync("+/a/zone");
                await client.SubscribeAsync($"greenhouse/a/{house}/1/climate");
                await client.SubscribeAsync("$share/group/greenhouse/a/zones/7/climate");
                await client.SubscribeAsync(all);
            }
        }
        """);

    [Fact]
    public Task TOP1107_accepts_anything_where_a_contract_may_begin_with_anything() => Verify.DiagnosticsAsync(Contract + """
        [MqttContract("{device}")]
        public interface IAny { [Topic("state")] ValueTask StateAsync(string device, bool on); }

        [MqttHandler]
        public sealed class Watch
        {
            [Subscribe("greenhouse/{house}/zone/{zone}/climate")] public void OnMisspelt(string house, int zone, double celsius) { }
        }
        """);

    [Fact]
    public async Task TOP1107_reports_the_nearest_topic() => Assert.Equal(
        "'greenhouse/+/zone/+/climate' matches no topic of the contracts that begin with the same level, the nearest is 'greenhouse/{house}/zones/{zone}/climate'",
        await Verify.MessageAsync(Contract + """[MqttHandler] public sealed class Watch { [Subscribe("greenhouse/+/zone/+/climate")] public void On(double celsius) { } }"""));

    [Fact]
    public async Task TOP3110_reports_two_that_answer_with_a_topic() => Assert.Equal(
        "'Second.On' and 'First.On' are both registered and answer requests such as those of 'a/1/c'; the asker gets whichever answer comes first",
        await Verify.MessageAsync("""
            [MqttHandler] public sealed class First { [Subscribe("a/{b}/c")] public bool On(int b) => true; }
            [MqttHandler] public sealed class Second { [Subscribe("a/1/{c}")] public Task<bool> On(string c) => Task.FromResult(true); }
            public static class Program { public static void Main(TopiaryBuilder topiary) { topiary.AddHandler<First>(); topiary.AddHandler<Second>(); } }
            """));

    [Fact]
    public Task TOP3110_accepts_what_is_registered_apart_or_does_not_answer() => Verify.DiagnosticsAsync("""
        [MqttHandler] public sealed class First { [Subscribe("a/{b}/c")] public bool On(int b) => true; }
        [MqttHandler] public sealed class Second { [Subscribe("a/1/{c}")] public bool On(string c) => true; }
        [MqttHandler] public sealed class Third { [Subscribe("a/1/c")] public void On() { } }
        [MqttHandler] public sealed class Fourth { [Subscribe("a/x/c")] public bool On() => true; }
        public static class Program
        {
            public static void One(TopiaryBuilder topiary) => topiary.AddHandler<First>().AddHandler<Third>().AddHandler<Fourth>();
            public static void Other(TopiaryBuilder topiary) => topiary.AddHandler<Second>();
        }
        """);
}
