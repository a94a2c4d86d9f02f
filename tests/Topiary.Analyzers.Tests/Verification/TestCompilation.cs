using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Topiary.Analyzers.Tests.Verification;

/// <summary>Compiles a test's source as an application that references Topiary would be, the generators included.</summary>
internal static class TestCompilation
{
    public const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.Extensions.DependencyInjection;
        global using Topiary;
        """;

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    public static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);

    public static readonly ImmutableArray<MetadataReference> References = Platform(withTopiary: true);

    public static readonly ImmutableArray<MetadataReference> ReferencesWithoutTopiary = Platform(withTopiary: false);

    /// <summary>Every analyzer of the assembly under test.</summary>
    public static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(Catalog.RuleCatalog).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null && typeof(DiagnosticAnalyzer).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static readonly ImmutableArray<ISourceGenerator> s_generators =
    [
        .. Assembly.Load("Topiary.Generators").GetTypes()
            .Where(type => type.GetCustomAttribute<GeneratorAttribute>() is not null)
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()),
    ];

    /// <summary>Compiles source, with what the generators make of it.</summary>
    public static Compilation Create(params string[] sources)
    {
        Compilation compilation = CSharpCompilation.Create(
            "Application",
            [.. sources.Append(GlobalUsings).Select((source, index) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"File{index}.cs"))],
            References,
            Options);
        return Generate(compilation);
    }

    /// <summary>Adds what the generators make of a compilation.</summary>
    public static Compilation Generate(Compilation compilation)
    {
        if (s_generators.IsEmpty)
        {
            return compilation;
        }

        CSharpGeneratorDriver.Create(s_generators, parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        return generated;
    }

    /// <summary>What our analyzers report; a crash of one fails the test.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation, params IEnumerable<AdditionalText> files)
    {
        var diagnostics = await compilation
            .WithAnalyzers(Analyzers, new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([.. files]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: false))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id == "AD0001");
        return [.. diagnostics.Where(diagnostic => diagnostic.Id.StartsWith("TOP", StringComparison.Ordinal))];
    }

    /// <summary>Errors of the compiler itself.</summary>
    public static IEnumerable<string> CompilerErrors(Compilation compilation) => compilation
        .GetDiagnostics(TestContext.Current.CancellationToken)
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(diagnostic => diagnostic.ToString());

    private static ImmutableArray<MetadataReference> Platform(bool withTopiary)
    {
        var paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return
        [
            .. from path in paths
               let name = Path.GetFileNameWithoutExtension(path)
               where name.StartsWith("System.", StringComparison.Ordinal)
                   || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                   || name is "mscorlib" or "netstandard" or "System"
                   || (withTopiary && name is "Topiary.Abstractions" or "Topiary.Protocol" or "Topiary.Transport" or "Topiary.Client" or "Topiary.Runtime")
               select (MetadataReference)MetadataReference.CreateFromFile(path),
        ];
    }
}
