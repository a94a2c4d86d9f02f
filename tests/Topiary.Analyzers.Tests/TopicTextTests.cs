using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>Topics, filters and templates given to a user's own members that carry <c>[StringSyntax]</c>.</summary>
public class TopicTextTests
{
    private const string Wrapper = """

        public static class Mqtt
        {
            public static void Publish([System.Diagnostics.CodeAnalysis.StringSyntax("MqttTopic")] string topic) { }
            public static void Listen([System.Diagnostics.CodeAnalysis.StringSyntax("MqttTopicFilter")] string filter) { }
            public static void ListenAll([System.Diagnostics.CodeAnalysis.StringSyntax("MqttTopicFilter")] params string[] filters) { }
            public static void Map([System.Diagnostics.CodeAnalysis.StringSyntax("MqttTopicTemplate")] string template) { }
        }
        """;

    public static TheoryData<string> Wrong =>
    [
        """Mqtt.Publish({|TOP1001:""|})""",
        """Mqtt.Publish("a{|TOP1001:\0|}b")""",
        """Mqtt.Publish("a{|TOP1001:\ud800|}b")""",
        """Mqtt.Listen("a/{|TOP1002:#|}/b")""",
        """Mqtt.Map("a/{|TOP1002:#|}/b")""",
        """Mqtt.Listen("a/b{|TOP1003:+|}/c")""",
        """Mqtt.Listen("a/b{|TOP1003:#|}")""",
        """Mqtt.Map("a/b{|TOP1003:+|}")""",
        """Mqtt.Publish("a/{|TOP1004:+|}/b")""",
        """Mqtt.Publish({|TOP1005:new string('a', 0) + "" + Big|})""",
        """Mqtt.Listen({|TOP1006:"$share/"|})""",
        """Mqtt.Listen("$share/a{|TOP1006:+|}/b")""",
        """Mqtt.Listen({|TOP1006:"$share/group"|})""",
        """Mqtt.Map("a/{|TOP1007:x{y}|}")""",
        """Mqtt.Map("a/{|TOP1007:{|}y")""",
        """Mqtt.Map("a/{y}/{{|TOP1007:y|}}")""",
        """Mqtt.Map("a/{|TOP1007:{**y}|}/b")""",
        """Mqtt.Map({|TOP1007:"a/{}"|})""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task TOP1001_to_TOP1007_reports_exactly_the_characters_at_fault(string statement)
    {
        const string huge = "private const string Big = ";
        return Verify.DiagnosticsAsync(
            $$"""public class Application { {{huge}}"{{new string('b', 65_536)}}"; public void Run() => {{statement.Replace("new string('a', 0) + \"\" + Big", "Big", StringComparison.Ordinal)}}; }""" + Wrapper);
    }

    [Theory]
    [InlineData("TOP1001")]
    [InlineData("TOP1002")]
    [InlineData("TOP1003")]
    [InlineData("TOP1004")]
    [InlineData("TOP1005")]
    [InlineData("TOP1006")]
    [InlineData("TOP1007")]
    public void Every_topic_rule_has_a_wrong_text(string id) =>
        Assert.Contains(Wrong, row => row.Data.Contains("{|" + id, StringComparison.Ordinal));

    [Theory]
    [InlineData("""Mqtt.Publish("a/b")""")]
    [InlineData("""Mqtt.Publish(Environment.NewLine)""")]
    [InlineData("""Mqtt.Listen("#")""")]
    [InlineData("""Mqtt.Listen("+/a/+/#")""")]
    [InlineData("""Mqtt.Listen("$share/group/a/#")""")]
    [InlineData("""Mqtt.Map("a/{b}/+/{**rest}")""")]
    [InlineData("""Mqtt.Map("$share/group/{a}/#")""")]
    [InlineData("""Console.WriteLine("a/#/b")""")]
    public Task TOP1001_to_TOP1007_accepts_what_the_grammar_allows(string statement) =>
        Verify.DiagnosticsAsync($$"""public class Application { public void Run() => {{statement}}; }""" + Wrapper);

    [Theory]
    [InlineData("""Mqtt.Listen($"a/{id}{|TOP1003:+|}/x")""")]
    [InlineData("""Mqtt.Listen($"a/{id}/{|TOP1002:#|}/x")""")]
    [InlineData("""Mqtt.Listen("a/" + id + "/{|TOP1002:#|}/x")""")]
    [InlineData("""Mqtt.Publish($"a/{id}/{|TOP1004:#|}")""")]
    [InlineData("""Mqtt.Publish($"a/{{id}}/{|TOP1004:#|}")""")]
    [InlineData("""Mqtt.Map($"a/{id}/{|TOP1007:b{{c}}|}")""")]
    public Task Interpolations_and_concatenations_are_reported_where_they_cannot_be_right(string statement) =>
        Verify.DiagnosticsAsync($$"""public class Application { public void Run(int id) => {{statement}}; }""" + Wrapper);

    [Theory]
    [InlineData("""Mqtt.Listen($"a/{id}/#")""")]
    [InlineData("""Mqtt.Listen($"{id}#")""")]
    [InlineData("""Mqtt.Listen($"{id}+/x")""")]
    [InlineData("""Mqtt.Listen("a/" + id + "/+")""")]
    [InlineData("""Mqtt.Map($"a/{{{id}}}")""")]
    [InlineData("""Mqtt.Map($"{id}{{name}}")""")]
    [InlineData("""Mqtt.Publish($"{id}")""")]
    public Task Interpolations_and_concatenations_are_left_alone_where_they_may_be_right(string statement) =>
        Verify.DiagnosticsAsync($$"""public class Application { public void Run(int id) => {{statement}}; }""" + Wrapper);

    [Theory]
    [InlineData("""Mqtt.Listen("a\t\u0041\x42/{|TOP1002:#|}/b")""")]
    [InlineData("""Mqtt.Listen("a/\u0{|TOP1002:#|}/b")""", "\\u0", "{|TOP1002:\\u0023|}")]
    [InlineData("Mqtt.Listen(@\"a\"\"/{|TOP1002:#|}/b\")")]
    [InlineData("Mqtt.Listen(@$\"a\"\"{{{id}}}/{|TOP1002:#|}/b\")")]
    [InlineData("Mqtt.Listen(\"\"\"a\"/{|TOP1002:#|}/b\"\"\")")]
    [InlineData("Mqtt.Listen($$\"\"\"a{b}{{id}}/{|TOP1002:#|}/b\"\"\")")]
    [InlineData("Mqtt.Listen(id == 0 ? \"a/{|TOP1002:#|}/b\" : \"c\")")]
    [InlineData("Mqtt.Listen(id > 1 ? \"c\" : \"a/{|TOP1002:#|}/b\")")]
    [InlineData("Mqtt.Listen(id switch { 1 => \"c\", _ => \"a/{|TOP1002:#|}/b\" })")]
    [InlineData("Mqtt.Listen(filter: \"a/{|TOP1002:#|}/b\")")]
    [InlineData("Mqtt.ListenAll(\"c\", \"a/{|TOP1002:#|}/b\")")]
    [InlineData("Mqtt.ListenAll([\"c\", \"a/{|TOP1002:#|}/b\"])")]
    [InlineData("Mqtt.Listen({|TOP1002:Wrong|})")]
    public Task Every_kind_of_literal_is_read(string statement, string? from = null, string? to = null)
    {
        if (from is not null)
        {
            statement = statement.Replace(from + "{|TOP1002:#|}", to, StringComparison.Ordinal);
        }

        return Verify.DiagnosticsAsync(
            $$"""public class Application { private const string Wrong = "a/#/b"; public void Run(int id) => {{statement}}; }""" + Wrapper);
    }

    [Fact]
    public Task A_raw_literal_of_several_lines_is_reported_as_a_whole() => Verify.DiagnosticsAsync(""""
        public class Application
        {
            public void Run() => Mqtt.Listen({|TOP1002:"""
                a/#/b
                """|});
        }
        """" + Wrapper);

    [Fact]
    public Task Attributes_properties_fields_and_defaults_are_checked() => Verify.DiagnosticsAsync("""
        using System.Diagnostics.CodeAnalysis;

        [AttributeUsage(AttributeTargets.All)]
        public sealed class RouteAttribute([StringSyntax("MqttTopicFilter")] string filter) : Attribute
        {
            public string Filter { get; } = filter;
            [StringSyntax("MqttTopic")] public string? Reply { get; set; }
        }

        public class Settings
        {
            [StringSyntax("MqttTopic")] public string Topic { get; set; } = "a/{|TOP1004:#|}";
            [StringSyntax("MqttTopic")] public const string Constant = "a/{|TOP1004:+|}";

            [Route("a/{|TOP1002:#|}/b", Reply = "a/{|TOP1004:+|}")]
            public void Change([StringSyntax("MqttTopic")] string topic = "a/{|TOP1004:#|}")
            {
                Topic = "b/{|TOP1004:#|}";
                topic = "c/{|TOP1004:#|}";
                _ = new Settings { Topic = "d/{|TOP1004:#|}" };
                Topic = topic;
            }
        }
        """);

    [Fact]
    public async Task Messages_show_the_topic_and_the_reason()
    {
        Assert.Equal(
            "'#' must be the last level of 'a/…/#/x'",
            await Verify.MessageAsync("""public class Application { public void Run(int id) => Mqtt.Listen($"a/{id}/#/x"); }""" + Wrapper));
        Assert.Equal(
            "'a/+' is published to, so it cannot hold '+'",
            await Verify.MessageAsync("""public class Application { public void Run() => Mqtt.Publish("a/+"); }""" + Wrapper));
    }
}
