using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Generators;

namespace Topiary.Benchmarks;

/// <summary>What the generators and analyzers cost in a project of many contracts: while building, and at a keystroke.</summary>
internal static class EditorCommand
{
    private const double MostOfCompilation = 0.05;

    private static readonly DiagnosticAnalyzer[] s_analyzers =
    [
        .. typeof(Analyzers.TopiaryAnalyzer).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var contracts = Number(arguments, "--contracts", 500);
        var rounds = Number(arguments, "--rounds", 3);
        var project = EditorProject.Create(contracts);
        await MeasureAsync(EditorProject.Create(20)); // Compiles the compiler.
        var measured = new List<Measured>();
        for (var i = 0; i < rounds; i++)
        {
            measured.Add(await MeasureAsync(project));
        }

        var (compile, generate, analyze) = (Shortest(measured, one => one.Compile), Shortest(measured, one => one.Generate), Shortest(measured, one => one.Analyze));
        Console.WriteLine(FormattableString.Invariant($"{contracts} contracts, least of {rounds} rounds, milliseconds of processor time"));
        Console.WriteLine(FormattableString.Invariant($"compile, generated code included   {compile,10:0.0}"));
        Console.WriteLine(FormattableString.Invariant($"generators, from nothing           {generate,10:0.0}   {generate / compile:P1} of it"));
        Console.WriteLine(FormattableString.Invariant($"analyzers                          {analyze,10:0.0}   {analyze / compile:P1} of it"));
        Console.WriteLine(FormattableString.Invariant($"a keystroke outside any contract   {Shortest(measured, one => one.Keystroke),10:0.0}   generators; files emitted again: {measured.Max(one => one.EmittedAgain)}"));
        return analyze <= compile * MostOfCompilation && measured.All(one => one.EmittedAgain == 0) ? 0 : 1;
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var index ? int.Parse(arguments[index + 1], CultureInfo.InvariantCulture) : otherwise;

    private static async Task<Measured> MeasureAsync(CSharpCompilation project)
    {
        var input = project.Clone();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopiaryGenerator().AsSourceGenerator()],
            parseOptions: EditorProject.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        var (generate, _) = Time(() => driver = driver.RunGeneratorsAndUpdateCompilation(input, out var output, out var _));
        var generated = driver.GetRunResult().GeneratedTrees;
        if (generated.Length < input.SyntaxTrees.Length)
        {
            throw new InvalidOperationException($"Only {generated.Length} files are generated.");
        }

        var complete = project.AddSyntaxTrees(generated);
        using var image = new MemoryStream();
        var (compile, result) = Time(() => complete.WithOptions(complete.Options.WithConcurrentBuild(false)).Emit(image));
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).Take(5)));
        }

        var analyze = await AnalyzeAsync(complete.Clone(), s_analyzers) - await AnalyzeAsync(complete.Clone(), [new BlankAnalyzer()]);
        var edited = input.ReplaceSyntaxTree(
            input.SyntaxTrees.Single(tree => tree.FilePath == EditorProject.UnrelatedPath),
            CSharpSyntaxTree.ParseText(EditorProject.Unrelated(1), EditorProject.ParseOptions, EditorProject.UnrelatedPath));
        var (keystroke, _) = Time(() => driver = driver.RunGenerators(edited));
        var emittedAgain = driver.GetRunResult().Results[0].TrackedOutputSteps
            .SelectMany(step => step.Value).SelectMany(run => run.Outputs).Count(output => output.Reason != IncrementalStepRunReason.Cached);
        return new Measured(compile, generate, analyze, keystroke, emittedAgain);
    }

    /// <summary>
    /// Processor time of an analysis. Declarations are bound before: the compiler does that anyway, and whoever asks first would
    /// seem to cost it.
    /// </summary>
    private static async Task<double> AnalyzeAsync(Compilation compilation, DiagnosticAnalyzer[] analyzers)
    {
        compilation.GetDeclarationDiagnostics();
        var run = compilation.WithAnalyzers([.. analyzers], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false));
        GC.Collect();
        var started = Environment.CpuUsage.TotalTime;
        var reported = await run.GetAnalyzerDiagnosticsAsync();
        var time = (Environment.CpuUsage.TotalTime - started).TotalMilliseconds;
        return reported.IsEmpty ? time : throw new InvalidOperationException(string.Join('\n', reported.Take(5)));
    }

    private static (double Milliseconds, T Result) Time<T>(Func<T> action)
    {
        GC.Collect();
        var started = Environment.CpuUsage.TotalTime;
        var result = action();
        return ((Environment.CpuUsage.TotalTime - started).TotalMilliseconds, result);
    }

    private static double Shortest(List<Measured> rounds, Func<Measured, double> value) => rounds.Min(value);

    private sealed record Measured(
        double Compile, double Generate, double Analyze, double Keystroke, int EmittedAgain);
}
