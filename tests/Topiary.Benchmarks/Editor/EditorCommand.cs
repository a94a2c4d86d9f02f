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
    private const int WarmUps = 8;

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
        for (var i = 0; i < WarmUps; i++)
        {
            await MeasureAsync(20); // Compiles the compiler.
        }

        var measured = new List<Measured>();
        for (var i = 0; i < rounds; i++)
        {
            measured.Add(await MeasureAsync(contracts));
        }

        double Least(Func<Measured, double> value) => measured.Min(value);
        var (compile, generate, analyze) = (Least(one => one.Compile), Least(one => one.Generate), Least(one => one.Analyze) - Least(one => one.Blank));
        var again = EmittedAgain(EditorProject.Create(contracts));
        Console.WriteLine(FormattableString.Invariant($"{contracts} contracts, least of {rounds} rounds, milliseconds of processor time; {measured[0].Files} files generated"));
        Console.WriteLine(FormattableString.Invariant($"compile, generated code included   {compile,10:0.0}"));
        Console.WriteLine(FormattableString.Invariant($"generators, from nothing           {generate,10:0.0}   {generate / compile:P1} of it; a generator that only finds the types: {Least(one => one.Bare.First):0.0}"));
        Console.WriteLine(FormattableString.Invariant($"analyzers                          {analyze,10:0.0}   {analyze / compile:P1} of it"));
        Console.WriteLine(FormattableString.Invariant($"a keystroke in a method's body     {Least(one => one.InBody),10:0.0}   generators; one that only finds the types: {Least(one => one.Bare.InBody):0.0}"));
        Console.WriteLine(FormattableString.Invariant($"a keystroke in a declaration       {Least(one => one.InDeclaration),10:0.0}   generators; files emitted again at both: {again}"));
        return analyze <= compile * MostOfCompilation && again == 0 ? 0 : 1;
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var index ? int.Parse(arguments[index + 1], CultureInfo.InvariantCulture) : otherwise;

    private static async Task<Measured> MeasureAsync(int contracts)
    {
        var bare = MeasureDriver(new BareGenerator(), EditorProject.Create(contracts)).Times;
        var project = EditorProject.Create(contracts);
        var (driver, times) = MeasureDriver(new TopiaryGenerator(), project);
        var generated = driver.GetRunResult().GeneratedTrees;
        if (generated.Length < project.SyntaxTrees.Length)
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

        var blank = await AnalyzeAsync(complete.Clone(), [new BlankAnalyzer()]);
        var analyze = await AnalyzeAsync(complete.Clone(), s_analyzers);
        return new Measured(compile, times.First, analyze, blank, times.InBody, times.InDeclaration, generated.Length, bare);
    }

    /// <summary>
    /// A generator's first run, and its runs after two keystrokes. As an editor and a build run it: recording the steps, as a
    /// test does to see what was cached, costs many times what the generator does.
    /// </summary>
    private static (GeneratorDriver Driver, DriverTimes Times) MeasureDriver(IIncrementalGenerator generator, CSharpCompilation project)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: EditorProject.ParseOptions);
        var (first, _) = Time(() => driver = driver.RunGenerators(project));
        var inBody = Edit(project, EditorProject.Unrelated("One", 1));
        var (body, _) = Time(() => driver = driver.RunGenerators(inBody));
        var inDeclaration = Edit(inBody, EditorProject.Unrelated("Two", 1));
        var (declaration, _) = Time(() => driver = driver.RunGenerators(inDeclaration));
        return (driver, new DriverTimes(first, body, declaration));
    }

    /// <summary>Files emitted again at two keystrokes outside any contract.</summary>
    private static int EmittedAgain(CSharpCompilation project)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopiaryGenerator().AsSourceGenerator()],
            parseOptions: EditorProject.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(project);
        var again = 0;
        foreach (var text in (string[])[EditorProject.Unrelated("One", 1), EditorProject.Unrelated("Two", 1)])
        {
            project = Edit(project, text);
            driver = driver.RunGenerators(project);
            again += driver.GetRunResult().Results[0].TrackedOutputSteps
                .SelectMany(step => step.Value).SelectMany(run => run.Outputs).Count(output => output.Reason != IncrementalStepRunReason.Cached);
        }

        return again;
    }

    private static CSharpCompilation Edit(CSharpCompilation project, string text) => project.ReplaceSyntaxTree(
        project.SyntaxTrees.Single(tree => tree.FilePath == EditorProject.UnrelatedPath),
        CSharpSyntaxTree.ParseText(text, EditorProject.ParseOptions, EditorProject.UnrelatedPath));

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

    private sealed record Measured(
        double Compile, double Generate, double Analyze, double Blank, double InBody, double InDeclaration, int Files, DriverTimes Bare);

    private sealed record DriverTimes(double First, double InBody, double InDeclaration);
}
