using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>Handlers of several classes that get the same messages.</summary>
public class HandlersTogetherTests
{
    private const string Types = """

        public sealed record Climate(double Celsius);
        public sealed record Weather(string Summary);
        public enum Side { North, South }
        public readonly record struct Zone(int Number) : ISpanFormattable, ISpanParsable<Zone>
        {
            public string ToString(string? format, IFormatProvider? provider) => $"z{Number}";
            public bool TryFormat(Span<char> destination, out int written, ReadOnlySpan<char> format, IFormatProvider? provider) => destination.TryWrite($"z{Number}", out written);
            public static Zone Parse(ReadOnlySpan<char> text, IFormatProvider? provider) => new(int.Parse(text[1..], provider));
            public static Zone Parse(string text, IFormatProvider? provider) => Parse(text.AsSpan(), provider);
            public static bool TryParse(ReadOnlySpan<char> text, IFormatProvider? provider, out Zone zone) { zone = default; return false; }
            public static bool TryParse(string? text, IFormatProvider? provider, out Zone zone) { zone = default; return false; }
        }

        [MqttContract("plant/{house}")]
        public interface IPlant
        {
            [Topic("{sensor}/climate")] ValueTask ClimateAsync(string house, int sensor, Climate climate);
            [Topic("log/{**path}")] ValueTask LogAsync(string house, string path, Climate climate);
        }
        """;

    [Theory]
    [InlineData("a/+/c", "", "a/b/+", "", "a/b/c", "their filters 'a/b/+' and 'a/+/c' cross")]
    [InlineData("a/{x}/{y}", "int x, Side y", "a/7/{y}", "string y", "a/7/North", "their filters 'a/7/+' and 'a/+/+' cross")]
    [InlineData("a/{x}", "string x, Climate p", "a/{y}", "int y, Weather p", "a/1", "one reads 'Weather', the other 'Climate'")]
    [InlineData("a/#", "Weather p", "a/b", "Climate p", "a/b", "one reads 'Climate', the other 'Weather'")]
    [InlineData("{device}/state", "string device, Weather p", "site/state", "Climate p", "site/state", "one reads 'Climate', the other 'Weather'")]
    [InlineData("a/#", "Weather p", "a", "Climate p", "a", "one reads 'Climate', the other 'Weather'")]
    [InlineData("a/{**rest}", "string rest, Weather p", "a/b/{c}", "DateOnly c, Climate p", "a/b/2026-01-31", "one reads 'Climate', the other 'Weather'")]
    public async Task TOP3111_reports_filters_that_cross_or_are_read_differently_with_a_topic_of_both(
        string first, string firstParameters, string second, string secondParameters, string topic, string reason)
    {
        var source = Two(first, firstParameters, second, secondParameters, "{|TOP3111:On|}");
        await Verify.DiagnosticsAsync(source);
        Assert.Equal(
            $"'Second.On' and 'First.On' both get messages such as those of '{topic}', but {reason}",
            await Verify.MessageAsync(MarkedSource.Parse(source).Text));
    }

    [Theory]
    [InlineData("a/{x}/c", "string x, byte[] p", "a/b/{y}", "Guid y, string p")]
    [InlineData("a/{x}/c", "string x", "{y}/b/c", "int y")]
    [InlineData("a/{x}/{y}", "int x, Side y", "a/{x}/North", "sbyte x")]
    [InlineData("a/{x}", "bool x", "a/{y}", "Side y")]
    [InlineData("a/{x}", "int x", "a/{y}", "Side y")]
    [InlineData("a/{x}", "int x, Climate p", "a/{y}", "Side y, Weather p")]
    [InlineData("a/{x}", "Zone x, Climate p", "a/{y}", "string y, Weather p")]
    [InlineData("a/{x}", "string x, Climate p", "a/{y}", "int y, Climate p")]
    [InlineData("a/{x}", "string x, Climate p", "a/{y}", "int y, Climate? p")]
    [InlineData("a/{x}", "string x, Climate p", "a/1", "System.Text.Json.JsonElement p")]
    [InlineData("a/{x}", "string x, Climate p", "a/1", "")]
    [InlineData("a/#", "string p", "a/b", "Climate p")]
    [InlineData("a/{**rest}", "string rest, Weather p", "a", "Climate p")]
    [InlineData("a/+/#", "byte[] p", "+/b/c", "Climate p")]
    [InlineData("#", "Weather p", "a", "Climate p")]
    [InlineData("{device}/state/{x}", "string device, string x, Weather p", "site/{y}/z", "string y, Climate p")]
    [InlineData("+/b", "Weather p", "$SYS/b", "Climate p")]
    public Task TOP3111_accepts_filters_that_share_nothing_or_of_which_one_listens_to_the_other(
        string first, string firstParameters, string second, string secondParameters) =>
        Verify.DiagnosticsAsync(Two(first, firstParameters, second, secondParameters, "On"));

    [Fact]
    public Task TOP3111_accepts_one_topic_of_a_contract_in_several_modules() => Verify.DiagnosticsAsync("""
        [MqttHandler] public sealed class Whole : IPlant
        {
            public ValueTask ClimateAsync(string house, int sensor, Climate climate) => default;
            public ValueTask LogAsync(string house, string path, Climate climate) => default;
        }
        [MqttHandler] public sealed class One { [Handles<IPlant>(nameof(IPlant.ClimateAsync), "house=north")] public void On(Climate climate) { } }
        [MqttHandler(Share = "group")] public sealed class Two { [Handles<IPlant>(nameof(IPlant.ClimateAsync), "sensor=3")] public void On(string house, Climate climate) { } }
        [MqttHandler] public sealed class Three { [Subscribe("plant/{house}/{sensor}/climate")] public void On(string house, int sensor, Weather {|TOP4101:weather|}) { } }
        [MqttHandler] public sealed class Four { [Subscribe({|TOP1107:"plant/north/log"|})] public void On(Weather weather) { } }
        """ + Types);

    [Fact]
    public Task TOP3111_reports_topics_of_two_contracts() => Verify.DiagnosticsAsync("""
        [MqttContract("plant")] public interface IWeather { [Topic("{station}/3/climate")] ValueTask SayAsync(string station, Weather weather); }
        [MqttHandler(Share = "one")] public sealed class First { [Handles<IPlant>(nameof(IPlant.ClimateAsync))] public void On(Climate climate) { } }
        [MqttHandler(Share = "other")] public sealed class Second { [Handles<IWeather>(nameof(IWeather.SayAsync))] public void {|TOP3111:On|}(Weather weather) { } }
        [MqttHandler] public sealed class Third
        {
            [Handles<IPlant>(nameof(IPlant.ClimateAsync), "sensor=4"), Batch] public void On(IReadOnlyList<Received<Climate>> climates) { }
        }
        """ + Types);

    [Fact]
    public Task TOP3111_reports_what_is_registered_together_however_far_apart() => Verify.DiagnosticsAsync(Pair("{|TOP3111:On|}") + """
        public static class Program
        {
            public static void Main(IServiceCollection services) => services.AddTopiary().AddOne().AddRest();
            private static TopiaryBuilder AddOne(this TopiaryBuilder topiary) => topiary.AddHandler<First>();
            private static TopiaryBuilder AddRest(this TopiaryBuilder topiary) { AddOther(topiary, again: true); return topiary; }
            private static void AddOther(TopiaryBuilder topiary, bool again) { topiary.AddHandler<Second>(); if (again) AddRest(topiary); }
        }
        """);

    [Fact]
    public Task TOP3111_accepts_what_is_registered_apart() => Verify.DiagnosticsAsync(Pair("On") + """
        public static class Program
        {
            public static void One(TopiaryBuilder topiary) => topiary.AddHandler<First>();
            public static void Other(TopiaryBuilder topiary) => topiary.AddHandler<Second>();
        }
        """);

    [Fact]
    public Task TOP3111_accepts_what_is_registered_where_it_cannot_be_seen() => Verify.DiagnosticsAsync(Pair("On") + """
        public static class Program
        {
            public static void Add<T>(TopiaryBuilder topiary) where T : class => topiary.AddHandler<T>();
        }
        """);

    [Fact]
    public Task TOP3111_reports_handlers_of_a_library_and_is_suppressed_as_any_rule() => Verify.DiagnosticsAsync(Pair("{|TOP3111:On|}") + """
        [MqttHandler] public sealed class Silenced
        {
        #pragma warning disable TOP3111 // It is meant.
            [Subscribe("a/b/{y}")] public void On(string y, Weather weather) { }
        #pragma warning restore TOP3111
        }
        """);

    [Fact]
    public Task TOP3110_reports_inherited_methods_and_accepts_alternatives_of_a_library() => Verify.DiagnosticsAsync("""
        public abstract class Answers { [Subscribe("ask")] public bool On() => true; }
        [MqttHandler] public sealed class First : Answers;
        [MqttHandler] public sealed class {|TOP3110:Second|} : Answers;
        [MqttHandler] public sealed class Third : Answers;
        public static class Program { public static void Main(TopiaryBuilder topiary) => topiary.AddHandler<First>().AddHandler<Second>(); }
        """);

    [Fact]
    public Task TOP3110_accepts_handlers_of_a_library() => Verify.DiagnosticsAsync("""
        [MqttHandler] public sealed class Real { [Subscribe("ask")] public bool On() => true; }
        [MqttHandler] public sealed class Simulated { [Subscribe("ask")] public bool On() => false; }
        """);

    [Fact]
    public async Task TOP3111_reports_one_for_each_of_many_handlers()
    {
        var handlers = Enumerable.Range(0, 300).Select(i => $$"""
            [MqttHandler] public sealed class H{{i:000}}
            {
                [Subscribe("site/{{i}}/{kind}/state")] public void On(string kind, Climate p) { }
                [Subscribe("site/{{i}}/pump/{{(i % 3 == 0 ? "{what}" : "state")}}")] public void {{(i % 3 == 0 ? "On2" : "On3")}}({{(i % 3 == 0 ? "string what, " : "")}}Climate p) { }
            }
            """.Replace("On3", "{|TOP3108:On3|}", StringComparison.Ordinal).Replace("On2", "{|TOP3108:On2|}", StringComparison.Ordinal));
        await Verify.DiagnosticsAsync(string.Join('\n', handlers) + """

            [MqttHandler] public sealed class Z { [Subscribe("site/{s}/pump/+")] public void {|TOP3111:On|}(int s, Climate p) { } }
            """ + Types);
    }

    private static string Pair(string name) => $$"""
        [MqttHandler] public sealed class First { [Subscribe("a/{x}/c")] public void On(string x) { } }
        [MqttHandler] public sealed class Second { [Subscribe("a/b/{y}")] public void {{name}}(string y) { } }

        """ + Types;

    private static string Two(string first, string firstParameters, string second, string secondParameters, string name) => $$"""
        [MqttHandler] public sealed class First { [Subscribe("{{first}}")] public void On({{firstParameters}}) { } }
        [MqttHandler] public sealed class Second { [Subscribe("{{second}}")] public void {{name}}({{secondParameters}}) { } }
        public static class Program { public static void Main(TopiaryBuilder topiary) => topiary.AddHandler<First>().AddHandler<Second>(); }
        """ + Types;
}
