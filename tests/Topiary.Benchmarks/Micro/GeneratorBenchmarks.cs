using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Topiary.Generators;

namespace Topiary.Benchmarks;

/// <summary>What the generator costs: a first run over many contracts, and the run after a key stroke.</summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private CSharpCompilation _compilation = null!;
    private CSharpCompilation _edited = null!;
    private GeneratorDriver _warm = null!;

    /// <summary>Contracts in the project, with three methods each.</summary>
    [Params(1, 100)]
    public int Contracts { get; set; }

    /// <summary>Compiles.</summary>
    [GlobalSetup]
    public void Setup()
    {
        string[] paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<MetadataReference> references = paths.Where(static path => Path.GetFileName(path) is var name
            && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Topiary.Abstractions.dll" or "Topiary.Runtime.dll" or "Topiary.Client.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path));
        SyntaxTree other = Parse("namespace Other; public static class Unrelated { public static int One() => 1; }");
        _compilation = CSharpCompilation.Create(
            "Measured",
            Enumerable.Range(0, Contracts).Select(static i => Parse(Source(i))).Append(other),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _edited = _compilation.ReplaceSyntaxTree(other, Parse("namespace Other; public static class Unrelated { public static int One() => 2; }"));
        _warm = Create().RunGenerators(_compilation);
        if (_warm.GetRunResult().GeneratedTrees.Length < Contracts)
        {
            throw new InvalidOperationException("The generator made too little.");
        }
    }

    /// <summary>Everything for the first time.</summary>
    [Benchmark]
    public GeneratorDriver First() => Create().RunGenerators(_compilation);

    /// <summary>An edit elsewhere.</summary>
    [Benchmark]
    public GeneratorDriver AfterAnEdit() => _warm.RunGenerators(_edited);

    private static GeneratorDriver Create() => CSharpGeneratorDriver.Create(new TopiaryGenerator());

    private static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp14));

    private static string Source(int i) => $$"""
        using System; using System.Threading; using System.Threading.Tasks; using Topiary;
        namespace Measured.N{{i}};
        public sealed record Climate(double Celsius, double Humidity, long At);
        public sealed record Command(bool Open, int Turns);
        [MqttContract("bench{{i}}/{site}")]
        public interface IContract
        {
            [Topic("zones/{zone}/climate")] ValueTask ClimateAsync(string site, int zone, Climate reading, CancellationToken ct = default);
            [Topic("zones/{zone}/valve")] ValueTask<Climate> SetAsync(string site, int zone, Command command, CancellationToken ct = default);
            [Topic("zones/{zone}/note")] ValueTask NoteAsync(string site, int zone, string note, CancellationToken ct = default);
        }
        """;
}
