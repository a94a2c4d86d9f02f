namespace Topiary.Generators.Tests;

/// <summary>Generated names never collide: with each other, with the program's, or as hint names.</summary>
public sealed class NameTests
{
    [Fact]
    public void Hint_names_differ_when_types_differ_in_case_or_nesting_only()
    {
        var run = GeneratorRun.Of(
            Contract("A", "IThing"),
            Contract("A", "Ithing"),
            Contract("a", "IThing"),
            Contract("A.B", "IThing"),
            "namespace A { public static class Outer { [MqttContract] public interface IThing { [Topic(\"t\")] Task TAsync(); } } }",
            Contract("A", "Outer_IThing"),
            "namespace A { public static class Out_ { public static class Er { [MqttContract] public interface I { [Topic(\"t\")] Task TAsync(); } } } }",
            "namespace A { public static class Out { public static class _Er { [MqttContract] public interface I { [Topic(\"t\")] Task TAsync(); } } } }",
            "[MqttContract] public interface IÄ { [Topic(\"t\")] Task TAsync(); }",
            "[MqttContract] public interface IÖ { [Topic(\"t\")] Task TAsync(); }",
            "[MqttContract] public interface IThing { [Topic(\"t\")] Task TAsync(); }");
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
        Assert.Equal(12, run.Files.Count);
        Assert.Equal(12, run.Files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Enums_and_payloads_of_the_same_name_get_classes_of_their_own() => AssertClean("""
        namespace A { public enum Kind { X } public record P(int I); }
        namespace B { public enum Kind { Y } public record P(int I); }
        namespace C
        {
            [MqttContract] public interface IBoth
            {
                [Topic("a/{kind}")] Task AAsync(A.Kind kind, A.P p);
                [Topic("b/{kind}")] Task BAsync(B.Kind kind, B.P p);
            }
        }
        """);

    [Fact]
    public void Names_of_the_program_beside_the_contract_are_left_alone() => AssertClean("""
        public static class IThingTopics { }
        public sealed class IThing_Publisher { }
        public sealed class Handling_Handler { }
        public sealed class TopiaryRegistration { }
        [MqttContract] public interface IThing { [Topic("t/{house}")] Task ThingAsync(string house); }
        [MqttHandler] public sealed class Handling { [Subscribe("a")] public void Description() { } [Subscribe("b")] public void DescriptionRoute() { } }
        """);

    [Fact]
    public void Members_of_a_message_do_not_collide() => AssertClean("""
        public readonly record struct Climate(int I);
        public sealed record Context(int I);

        [MqttContract]
        public interface INames
        {
            [Topic("a/{context}/{Context}/{equals}/{house}/{House}/{_house}/{getHashCode}/{toString}/{deconstruct}/{getType}/{_1}")]
            Task ClimateAsync(string context, string Context, string equals, string house, string House, string _house, string getHashCode, string toString, string deconstruct, string getType, string _1, Climate climate);

            [Topic("b")] Task ClimateMessageAsync(Climate climateMessageMessage);
            [Topic("c")] Task ClimateSelection(Context context);
            [Topic("d/{iNamesTopics}")] Task INamesTopics(string iNamesTopics, string topics);
            [Topic("e/{topics}/{message}/{value}/{Filter}/{QoS}/{TryRead}")] Task EAsync(string topics, string message, string value, string Filter, string QoS, string TryRead);
            [Topic("f/{s_FAsync}")] Task FAsync(string s_FAsync, CancellationToken message, int message_);
        }
        """);

    [Fact]
    public void Namespaces_of_the_program_named_like_those_that_are_used_do_no_harm() => AssertClean("""
        namespace App.Topiary.Runtime.System { public sealed class String { } public sealed record P(int I, global::System.String S); }
        namespace App.Topiary
        {
            public enum Task { X }

            [MqttContract] public interface IShadow { [Topic("t/{task}")] global::System.Threading.Tasks.Task TAsync(Task task, App.Topiary.Runtime.System.P p); }
            [MqttHandler] public sealed class Shadow { [Handles<IShadow>("TAsync")] public void On(Task task, App.Topiary.Runtime.System.P p) { } }
        }
        """);

    [Fact]
    public void Text_of_topics_is_escaped() => AssertClean("""
        [MqttContract("a\"b\\c/<é>&\t")]
        public interface IEscaped { [Topic("\u2028/😀/{x}/**")] Task AAsync(string x); }
        """);

    [Fact]
    public void Obsolete_and_experimental_types_do_not_make_the_output_warn()
    {
        var run = GeneratorRun.Of("""
            #pragma warning disable CS0612, CS0618, EXP1
            [Obsolete] public enum Old { A, [Obsolete("", true)] B }
            [Obsolete("x")] public sealed record OldPayload(int I);
            [System.Diagnostics.CodeAnalysis.Experimental("EXP1")] public sealed record NewPayload(int I);
            [Obsolete, MqttContract] public interface IOld
            {
                [Obsolete, Topic("a/{old}")] Task AAsync(Old old, OldPayload payload);
                [Topic("b")] Task BAsync(NewPayload payload);
            }
            """);
        Assert.NotEmpty(run.File(".Contract."));
        string[] own = [".Contract.", ".Level.", "TopiaryRegistration"];
        Assert.DoesNotContain(
            TestCompilation.Problems(run.Output), problem => own.Any(part => problem.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void Nothing_is_generated_without_the_runtime()
    {
        var compilation = TestCompilation.Create(Contract("A", "IThing"));
        var runtime = compilation.References.Single(static reference => reference.Display!.EndsWith("Topiary.Runtime.dll", StringComparison.Ordinal));
        Assert.Empty(GeneratorRun.Of(compilation.RemoveReferences(runtime)).Files);
    }

    private static string Contract(string @namespace, string name) =>
        $"namespace {@namespace} {{ [MqttContract] public interface {name} {{ [Topic(\"t\")] Task TAsync(); }} }}";

    private static void AssertClean(string source)
    {
        var run = GeneratorRun.Of(source);
        Assert.NotEmpty(run.Files);
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
        Assert.Empty(ParsedSource.Problems(run.Input));
    }
}
