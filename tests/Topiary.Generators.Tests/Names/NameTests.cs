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
        string[] own = [".Contract.", ".Serializers.", "TopiaryRegistration"];
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

    [Fact]
    public void Assemblies_that_see_each_others_internals_do_not_clash()
    {
        var library = GeneratorRun.Of(TestCompilation.CreateNamed("Library", [], """
            [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Application")]
            public enum Kind { X }
            public record Inner(int I);
            public record P(Inner Inner, Kind Kind);
            [MqttContract] public interface IThing { [Topic("t/{kind}")] Task TAsync(Kind kind, P p); }
            """));
        var application = GeneratorRun.Of(TestCompilation.CreateNamed("Application", [CrossAssembly.Reference(library.Output)], """
            [MqttHandler] public sealed class Handling : IThing { public Task TAsync(Kind kind, P p) => Task.CompletedTask; }
            [MqttContract] public interface IMore : IThing { [Topic("m/{kind}")] Task MAsync(Kind kind, P p); }
            """));
        Assert.NotEmpty(application.File(".Handler."));
        Assert.Empty(TestCompilation.Problems(application.Output));
    }

    [Fact]
    public void Projects_without_nullable_references_are_served_too()
    {
        var compilation = TestCompilation.Create("""
            public sealed class P { public string Text { get; set; } public P Next { get; set; } }
            public interface IBase { [Topic("base")] Task<string> AskAsync(string text); }
            [MqttContract] public interface IThing : IBase
            {
                [Topic("t/{house}/{**rest}")] ValueTask TAsync(string house, string rest, P p, PublishOptions options);
                [Topic("s")] IAsyncEnumerable<P> SAsync(byte[] bytes);
            }
            [MqttHandler] public sealed class Handling : IThing
            {
                public Task<string> AskAsync(string text) => Task.FromResult(text);
                public ValueTask TAsync(string house, string rest, P p, PublishOptions options) => default;
                public IAsyncEnumerable<P> SAsync(byte[] bytes) => null;
            }
            """);
        var run = GeneratorRun.Of(compilation.WithOptions(compilation.Options.WithNullableContextOptions(Microsoft.CodeAnalysis.NullableContextOptions.Disable)));
        Assert.NotEmpty(run.File(".Handler."));
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
    }

    [Fact]
    public void Members_that_are_nullable_hidden_or_spread_over_parts() => AssertClean("""
        public sealed record P(int I);
        [MqttContract("a")] public partial interface IBase { [Topic("b")] Task SameAsync(P? p); }
        public partial interface IBase { [Topic("c/{x}")] Task<P?> OtherAsync(int? p, int x); }
        [MqttContract] public interface IDerived : IBase { [Topic("d")] new Task SameAsync(P? p); [Topic("e")] ValueTask<int?> NumberAsync(P[]? many); }
        [MqttHandler] public sealed record Handling : IDerived
        {
            Task IBase.SameAsync(P? p) => Task.CompletedTask;
            public Task<P?> OtherAsync(int? p, int x) => Task.FromResult<P?>(null);
            Task IDerived.SameAsync(P? p) => Task.CompletedTask;
            public ValueTask<int?> NumberAsync(P[]? many) => default;
        }
        """);

    [Fact]
    public void Levels_that_format_themselves_as_utf8_only() => AssertClean("""
        public readonly struct Serial : IUtf8SpanFormattable, IUtf8SpanParsable<Serial>
        {
            public bool TryFormat(Span<byte> destination, out int written, ReadOnlySpan<char> format, IFormatProvider? provider) { written = 0; return false; }
            public static Serial Parse(ReadOnlySpan<byte> text, IFormatProvider? provider) => default;
            public static bool TryParse(ReadOnlySpan<byte> text, IFormatProvider? provider, out Serial value) { value = default; return false; }
        }
        [MqttContract] public interface IThing { [Topic("t/{serial}")] Task TAsync(Serial serial); }
        """);

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
