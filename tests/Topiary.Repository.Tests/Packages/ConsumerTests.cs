using System.Text;
using System.Text.Json;

namespace Topiary.Repository.Tests;

/// <summary>
/// Programs outside the repository build and run with nothing of ours but the packages. Native AOT is the business of
/// <see cref="NativeAotTests"/>: the packages are for net10.0, whose AOT compiler not every feed has.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class ConsumerTests(ConsumerSet consumers) : IClassFixture<ConsumerSet>
{
    private static readonly string[] s_oldOutput = ["bin", "old"];

    [Theory]
    [InlineData("Quickstart")]
    [InlineData("NativeAot")]
    public async Task An_application_builds_without_a_warning_and_prints_what_its_readme_says(string sample) =>
        Assert.Equal(PrintedBy(sample), await consumers.RunAsync(sample));

    [Fact]
    public async Task Tests_of_an_application_build_without_a_warning_and_run() =>
        Assert.Contains("Failed: 0", await consumers.RunAsync("UnitTesting"), StringComparison.Ordinal);

    [Theory]
    [InlineData("roslyn4.7")]
    [InlineData("roslyn4.8", "Topiary.Analyzers", "Topiary.Generators")]
    [InlineData("roslyn4.13", "Topiary.Analyzers", "Topiary.Generators")]
    [InlineData("roslyn4.14", "Topiary.Analyzers", "Topiary.CodeFixes", "Topiary.Generators")]
    [InlineData("roslyn5.9", "Topiary.Analyzers", "Topiary.CodeFixes", "Topiary.Generators")]
    public async Task A_compiler_is_given_every_component_once(string compiler, params string[] components)
    {
        var asked = await Command.RunAsync(
            "dotnet", consumers.Folder, "msbuild", "NativeAot", "-t:ResolveLockFileAnalyzers", "-getItem:Analyzer", "-p:CompilerApiVersion=" + compiler, "-nodeReuse:false");
        Assert.True(asked.ExitCode == 0, asked.Output);
        using var answer = JsonDocument.Parse(asked.Output);
        var ours = answer.RootElement.GetProperty("Items").GetProperty("Analyzer").EnumerateArray()
            .Select(item => item.GetProperty("Filename").GetString()!)
            .Where(name => name.StartsWith("Topiary", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Assert.Equal(components, ours);
    }

    /// <summary>The build is MSBuild's, with another compiler in the place of its own; what it loads is what the SDK chose for such a one.</summary>
    [Fact]
    public async Task The_first_compiler_of_SDK_8_builds_the_same_without_a_warning()
    {
        await consumers.BuildAsync("NativeAot", OldestCompiler());

        Assert.Equal(PrintedBy("NativeAot"), await consumers.RunAsync("NativeAot", s_oldOutput));
        var symbols = await File.ReadAllTextAsync(consumers.PathOf("NativeAot", [.. s_oldOutput, "NativeAot.pdb"]), Encoding.Latin1, TestContext.Current.CancellationToken);
        Assert.Contains("compiler-version\04.8.0-", symbols, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_compiler_of_SDK_8_runs_the_analyzers()
    {
        var wrong = consumers.PathOf("NativeAot", "Wrong.cs");
        await File.WriteAllTextAsync(
            wrong,
            """[Topiary.MqttContract("wrong/{place}")] public interface IWrong { [Topiary.Topic("topic")] ValueTask TopicAsync(int value); }""",
            TestContext.Current.CancellationToken);
        try
        {
            var (exitCode, output) = await consumers.TryBuildAsync("NativeAot", OldestCompiler());

            Assert.Equal(1, exitCode);
            Assert.Contains("error TOP2001", output, StringComparison.Ordinal);
            Assert.DoesNotContain("AD0001", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(wrong);
        }
    }

    /// <summary>The AsyncAPI document: of the project that asks for one, not made anew without need, named as the project likes.</summary>
    [Fact]
    public async Task The_build_writes_the_document_of_the_project_that_asks_for_one()
    {
        Assert.False(File.Exists(consumers.PathOf("UnitTesting", "bin", "Debug", "net10.0", "UnitTesting.asyncapi.json")));
        var document = consumers.PathOf("Quickstart", "bin", "Debug", "net10.0", "Quickstart.asyncapi.json");
        AssertTitle(document, "Quickstart", "1.0.0");
        var written = File.GetLastWriteTimeUtc(document);
        await consumers.BuildAsync("Quickstart");
        Assert.Equal(written, File.GetLastWriteTimeUtc(document));

        await consumers.BuildAsync(
            "Quickstart", "TopiaryAsyncApiOutput=api/greenhouse.json", "TopiaryAsyncApiTitle=The; ~0 greenhouse in C#", "TopiaryAsyncApiVersion=7");
        AssertTitle(consumers.PathOf("Quickstart", "api", "greenhouse.json"), "The; ~0 greenhouse in C#", "7");
    }

    /// <summary>The baseline of contracts: written when asked for, and compared with in every other build.</summary>
    [Fact]
    public async Task The_build_writes_the_baseline_that_later_builds_are_held_against()
    {
        var (baseline, contract) = (consumers.PathOf("NativeAot", "NativeAot.mqtt-contract.json"), consumers.PathOf("NativeAot", "IWarehouse.cs"));
        var source = await File.ReadAllTextAsync(contract, TestContext.Current.CancellationToken);
        try
        {
            await consumers.BuildAsync("NativeAot", "TopiaryWriteContractBaseline=true");
            var first = await File.ReadAllTextAsync(baseline, TestContext.Current.CancellationToken);
            Assert.Contains("\"topic\": \"warehouse/{East|West}/stock\"", first, StringComparison.Ordinal);
            Assert.EndsWith("}\n", first, StringComparison.Ordinal);

            await File.WriteAllTextAsync(contract, source.Replace("\"stock\"", "\"stored\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            var (exitCode, output) = await consumers.TryBuildAsync("NativeAot");
            Assert.Equal(1, exitCode);
            Assert.Contains("error TOP2104: 'StockAsync' breaks", output, StringComparison.Ordinal);
            // Everything else is as it was written.
            Assert.DoesNotMatch("TOP210[567]", output);

            // The one that has to be written anew is no obstacle to it, nor is one that cannot be read.
            await File.WriteAllTextAsync(baseline, "{", TestContext.Current.CancellationToken);
            await consumers.BuildAsync("NativeAot", "TopiaryWriteContractBaseline=true");
            Assert.Equal(
                first.Replace("}/stock\"", "}/stored\"", StringComparison.Ordinal), await File.ReadAllTextAsync(baseline, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(baseline);
            await File.WriteAllTextAsync(contract, source, TestContext.Current.CancellationToken);
        }
    }

    private static void AssertTitle(string path, string title, string version)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var info = document.RootElement.GetProperty("info");
        Assert.Equal((title, version), (info.GetProperty("title").GetString(), info.GetProperty("version").GetString()));
        Assert.Equal("greenhouse/{house}/zones/{zone}/climate", document.RootElement.GetProperty("channels").GetProperty("IGreenhouse.Climate").GetProperty("address").GetString());
    }

    private static string PrintedBy(string sample) => MarkdownBlock.In($"samples/{sample}/README.md").First(block => block.Language == "text").Text.Trim();

    /// <summary>What makes a build use the old compiler, and ask for nothing that came later. The analyzers of this SDK are for its own.</summary>
    private static string[] OldestCompiler()
    {
        var folder = Path.Combine(Repository.Root, "tests", "Topiary.OldestCompiler", "bin", Repository.Configuration, "net10.0");
        return
        [
            "CompilerApiVersion=roslyn4.8", "LangVersion=12", "EnableNETAnalyzers=false", "ProduceReferenceAssembly=false",
            "CscToolPath=" + folder, "CscToolExe=Topiary.OldestCompiler" + (OperatingSystem.IsWindows() ? ".exe" : ""),
            "IntermediateOutputPath=obj/old/", $"OutDir={string.Join('/', s_oldOutput)}/",
        ];
    }
}
