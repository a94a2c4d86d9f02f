using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Generators.Tests;

/// <summary>The baseline of contracts that a build is asked to write.</summary>
public sealed class BaselineOutputTests
{
    private const string File = "Topiary.ContractBaseline";

    private const string Contracts = """
        namespace App;

        [MqttContract("b/{house}")] public interface ISecond { [Topic("two")] ValueTask<bool> TwoAsync(string house, int value); }
        [MqttContract("größe")] public interface IFirst { [Topic("one")] ValueTask OneAsync(); }
        """;

    [Fact]
    public void It_holds_all_contracts_by_name_and_is_ASCII()
    {
        Assert.Equal(
            """
            {
              "version": "1",
              "contracts": {
                "App.IFirst": {
                  "OneAsync": { "topic": "gr\u00f6\u00dfe/one", "kind": "message", "qos": "1", "retain": "false" }
                },
                "App.ISecond": {
                  "TwoAsync": {
                    "topic": "b/{string}/two",
                    "kind": "request",
                    "qos": "1",
                    "retain": "false",
                    "format": "text/plain",
                    "payload": "text int",
                    "replyFormat": "text/plain",
                    "reply": "text bool"
                  }
                }
              }
            }

            """.ReplaceLineEndings("\n"),
            TextOf(Run(Contracts)));
    }

    [Fact]
    public void It_is_there_without_contracts_too_so_that_an_old_one_is_not_taken_for_it() =>
        Assert.Contains("\"contracts\": {}", TextOf(Run("public class Nothing;")), StringComparison.Ordinal);

    [Fact]
    public void The_compiler_skips_it()
    {
        var run = Run(Contracts);
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
        var tree = run.Output.SyntaxTrees.Single(static tree => tree.FilePath.Contains(File, StringComparison.Ordinal));
        Assert.Empty(tree.GetCompilationUnitRoot(TestContext.Current.CancellationToken).Members);
    }

    [Fact]
    public void Without_the_property_there_is_none() =>
        Assert.All(
            [GeneratorRun.Of(Contracts), GeneratorRun.Of(TestCompilation.Create(Contracts), ("TopiaryWriteContractBaseline", "false"))],
            static run => Assert.DoesNotContain(run.Files.Keys, static file => file.Contains(File, StringComparison.Ordinal)));

    [Fact]
    public void An_editor_does_not_make_it()
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopiaryGenerator().AsSourceGenerator()],
            parseOptions: TestCompilation.ParseOptions,
            optionsProvider: new BuildProperties(("TopiaryWriteContractBaseline", "true")),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.Implementation));
        var result = driver.RunGenerators(TestCompilation.Create(Contracts), TestContext.Current.CancellationToken).GetRunResult().Results[0];
        Assert.DoesNotContain(result.GeneratedSources, static source => source.HintName.Contains(File, StringComparison.Ordinal));
    }

    [Fact]
    public void An_edit_beside_the_contracts_keeps_it()
    {
        var before = Run(Contracts);
        var after = before.Then(before.Input.AddSyntaxTrees(TestCompilation.Parse("public class Other;", "Other.cs")));
        Assert.All(
            after.Result.TrackedSteps[TrackingNames.Baseline].SelectMany(static step => step.Outputs),
            static output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, output.Reason.ToString()));
    }

    private static GeneratorRun Run(string source) => GeneratorRun.Of(TestCompilation.Create(source), ("TopiaryWriteContractBaseline", "TRUE"));

    /// <summary>The text between the directives that hide it from the compiler, as the build takes it.</summary>
    private static string TextOf(GeneratorRun run)
    {
        var file = run.File(File);
        var start = file.IndexOf("<document>", StringComparison.Ordinal);
        return XElement.Parse(file[start..file.LastIndexOf("#endif", StringComparison.Ordinal)], LoadOptions.PreserveWhitespace).Value;
    }
}
