using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Generators.Tests;

/// <summary>When the document is written, and what does not change it.</summary>
public sealed class AsyncApiOutputTests
{
    private static readonly string[] s_steps = [TrackingNames.Notes, TrackingNames.AsyncApi];

    [Fact]
    public void Without_the_property_there_is_no_document()
    {
        foreach (var run in new[] { GeneratorRun.Of(Samples.Greenhouse), GeneratorRun.Of(TestCompilation.Create(Samples.Greenhouse), ("TopiaryAsyncApi", "false")) })
        {
            Assert.DoesNotContain(run.Files.Keys, static file => file.Contains(Documents.File, StringComparison.Ordinal));
            Assert.All(Outputs(run, TrackingNames.AsyncApi), static output => Assert.Null(output.Value));
            // Nothing was collected for it.
            Assert.All(Outputs(run, TrackingNames.Notes), static output => Assert.Equal(default(Model.EquatableArray<Model.TypeNotes>), output.Value));
        }
    }

    [Fact]
    public void With_the_property_there_is_one_even_of_nothing()
    {
        var document = Documents.Of("public class Nothing;");
        Assert.Equal("""{"asyncapi":"3.0.0","info":{"title":"Tested","version":"1.2.3"}}""", document.ToJsonString());
    }

    [Fact]
    public void The_compiler_skips_the_document()
    {
        var run = Documents.Run(Samples.Greenhouse);
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
        var tree = run.Output.SyntaxTrees.Single(static tree => tree.FilePath.Contains(Documents.File, StringComparison.Ordinal));
        Assert.Empty(tree.GetCompilationUnitRoot(TestContext.Current.CancellationToken).Members);
    }

    [Fact]
    public void An_editor_does_not_make_the_document()
    {
        // Editors run without the outputs of the implementation.
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopiaryGenerator().AsSourceGenerator()],
            parseOptions: TestCompilation.ParseOptions,
            optionsProvider: new BuildProperties(("TopiaryAsyncApi", "true")),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.Implementation, trackIncrementalGeneratorSteps: true));
        var result = driver.RunGenerators(TestCompilation.Create(Samples.Greenhouse), TestContext.Current.CancellationToken).GetRunResult().Results[0];
        Assert.NotEmpty(result.GeneratedSources);
        Assert.DoesNotContain(result.GeneratedSources, static source => source.HintName.Contains(Documents.File, StringComparison.Ordinal));
        Assert.DoesNotContain(TrackingNames.Notes, result.TrackedSteps.Keys);
    }

    [Theory]
    [MemberData(nameof(CachingTests.Edits), MemberType = typeof(CachingTests))]
    public void Edits_around_and_within_declarations_keep_the_document(string name, Func<string, string> edit)
    {
        Assert.NotEmpty(name);
        var before = Documents.Run(Samples.Greenhouse);
        var after = before.Then(Replace(before.Input, edit(Samples.Greenhouse)));
        foreach (var step in s_steps)
        {
            Assert.All(Outputs(after, step), output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {output.Reason}"));
        }

        Assert.All(
            after.Result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static run => run.Outputs),
            static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void A_changed_comment_changes_the_document_and_nothing_else()
    {
        var before = Documents.Run(Samples.Greenhouse);
        var after = before.Then(Replace(before.Input, Samples.Greenhouse.Replace("Moves a valve.", "Turns a valve.", StringComparison.Ordinal)));
        Assert.Contains("Turns a valve.", Documents.TextOf(after), StringComparison.Ordinal);
        Assert.Equal([Documents.File], before.Files.Where(file => after.Files[file.Key] != file.Value).Select(static file => file.Key[..Documents.File.Length]));
    }

    [Fact]
    public void Any_title_arrives_as_it_is()
    {
        const string Title = "a\u2028#endif\r\n#endif\u0085\ud800 \ud83d\ude00 \"\\ \uffff \t{";
        var run = GeneratorRun.Of(TestCompilation.Create(Samples.Greenhouse), ("TopiaryAsyncApi", "TRUE"), ("_TopiaryAsyncApiTitle", Title));
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
        using var document = System.Text.Json.JsonDocument.Parse(Documents.TextOf(run));
        Assert.Contains(@"""title"": ""a\u2028#endif\u000d\n#endif\u0085\ud800 ", document.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("", document.RootElement.GetProperty("info").GetProperty("version").GetString());
    }

    [Fact]
    public void The_order_of_the_sources_does_not_matter()
    {
        string[] sources =
        [
            Samples.Greenhouse,
            "namespace A; public enum Day { One } public record P(Day Day); [MqttContract] public interface IOne { [Topic(\"one/{day}\")] Task OneAsync(Day day, P[] values); }",
            "namespace B; public enum Day { Two } public record P(Day Day); [MqttContract] public interface IOne { [Topic(\"two/{day}\")] Task OneAsync(Day day, P[] values); }",
        ];
        var expected = Documents.TextOf(Documents.Run(sources));
        Array.Reverse(sources);
        Assert.Equal(expected, Documents.TextOf(Documents.Run(sources)));
    }

    [Fact]
    public void Comments_are_found_whether_or_not_the_project_makes_documentation()
    {
        var expected = Documents.TextOf(Documents.Run(Samples.Greenhouse));
        Assert.Contains("Says what a zone measures.", expected, StringComparison.Ordinal);
        var options = TestCompilation.ParseOptions.WithDocumentationMode(DocumentationMode.None);
        var compilation = TestCompilation.Create();
        foreach (var tree in compilation.SyntaxTrees)
        {
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(tree.GetRoot(TestContext.Current.CancellationToken), options));
        }

        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Samples.Greenhouse, options, "Source0.cs", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(expected, Documents.TextOf(Documents.Run(compilation)));
    }

    private static IEnumerable<(object Value, IncrementalStepRunReason Reason)> Outputs(GeneratorRun run, string step)
    {
        var outputs = run.Result.TrackedSteps[step].SelectMany(static tracked => tracked.Outputs).ToList();
        Assert.NotEmpty(outputs);
        return outputs;
    }

    private static Compilation Replace(Compilation compilation, string text)
    {
        var old = compilation.SyntaxTrees.Single(static tree => tree.FilePath == "Source0.cs");
        return compilation.ReplaceSyntaxTree(old, TestCompilation.Parse(text, "Source0.cs"));
    }
}
