using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Generators.Tests;

/// <summary>A generator driver and its last run.</summary>
internal sealed class GeneratorRun
{
    private GeneratorRun(GeneratorDriver driver, Compilation input, Compilation output)
    {
        Driver = driver;
        Input = input;
        Output = output;
    }

    public GeneratorDriver Driver { get; }

    public Compilation Input { get; }

    /// <summary>The compilation with what was generated.</summary>
    public Compilation Output { get; }

    public GeneratorRunResult Result => Driver.GetRunResult().Results[0];

    /// <summary>Generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Files =>
        Result.GeneratedSources.ToDictionary(static file => file.HintName, static file => file.SourceText.ToString(), StringComparer.Ordinal);

    public static GeneratorRun Of(params string[] sources) => Of(TestCompilation.Create(sources));

    public static GeneratorRun Of(CSharpCompilation compilation, params (string Name, string Value)[] properties)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopiaryGenerator().AsSourceGenerator()],
            parseOptions: TestCompilation.ParseOptions,
            optionsProvider: new BuildProperties(properties),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Run(driver, compilation);
    }

    /// <summary>Runs the same driver again on another compilation.</summary>
    public GeneratorRun Then(Compilation compilation) => Run(Driver, compilation);

    /// <summary>The text of the one generated file whose hint name holds a word.</summary>
    public string File(string word) => Files.Single(file => file.Key.Contains(word, StringComparison.Ordinal)).Value;

    /// <summary>The text of the one generated file whose hint name holds two words.</summary>
    public string File(string word, string other) =>
        Files.Single(file => file.Key.Contains(word, StringComparison.Ordinal) && file.Key.Contains(other, StringComparison.Ordinal)).Value;

    /// <summary>The output without the pragma that silences warnings, so that its own warnings are seen.</summary>
    public Compilation OutputWithWarnings()
    {
        var output = Input;
        foreach (var (name, text) in Files)
        {
            output = output.AddSyntaxTrees(
                TestCompilation.Parse(text.Replace("#pragma warning disable", "// Warnings are on", StringComparison.Ordinal), name));
        }

        return output;
    }

    /// <summary>The output as the oldest compiler that runs the generator understands it.</summary>
    public Compilation OutputInOldestLanguage() => Output.RemoveAllSyntaxTrees().AddSyntaxTrees(Output.SyntaxTrees.Select(
        static tree => CSharpSyntaxTree.ParseText(tree.GetText(), TestCompilation.ParseOptions.WithLanguageVersion(LanguageVersion.CSharp12), tree.FilePath)));

    private static GeneratorRun Run(GeneratorDriver driver, Compilation compilation)
    {
        var after = driver.RunGeneratorsAndUpdateCompilation(
            compilation, out var output, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        Assert.Null(after.GetRunResult().Results[0].Exception);
        return new GeneratorRun(after, compilation, output);
    }
}
