using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Generators.Tests;

/// <summary>Compiles sources as a user's strictest project would: C# 14, nullable, documentation checked, every warning wave.</summary>
internal static class TestCompilation
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Topiary;
        """;

    public static readonly CSharpParseOptions ParseOptions =
        new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose).WithFeatures([new("strict", "true")]);

    private static readonly Lazy<MetadataReference[]> s_references = new(LoadReferences);

    public static IReadOnlyList<MetadataReference> References => s_references.Value;

    public static CSharpCompilation Create(params string[] sources) => CreateNamed("Tested", [], sources);

    public static CSharpCompilation CreateNamed(string assemblyName, MetadataReference[] extraReferences, params string[] sources)
    {
        var trees = new List<SyntaxTree> { Parse(GlobalUsings, "GlobalUsings.cs") };
        for (var i = 0; i < sources.Length; i++)
        {
            trees.Add(Parse(sources[i], $"Source{i}.cs"));
        }

        return CSharpCompilation.Create(
            assemblyName,
            trees,
            [.. References, .. extraReferences],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
    }

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    /// <summary>Warnings and errors of a compilation, as text. The tests' own sources need no documentation.</summary>
    public static string[] Problems(Compilation compilation) =>
        [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Where(static diagnostic => diagnostic.Id != "CS1591" || diagnostic.Location.SourceTree?.FilePath.StartsWith("Source", StringComparison.Ordinal) != true)
            .Select(static diagnostic => diagnostic.ToString())];

    private static MetadataReference[] LoadReferences()
    {
        var paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return [.. paths.Where(IsReferenced).Select(static path => MetadataReference.CreateFromFile(path))];
    }

    private static bool IsReferenced(string path)
    {
        var name = Path.GetFileName(path);
        return name.StartsWith("System.", StringComparison.Ordinal)
            || name is "netstandard.dll" or "mscorlib.dll" or "Microsoft.CSharp.dll" or "Topiary.Abstractions.dll" or "Topiary.Client.dll"
                or "Topiary.Protocol.dll" or "Topiary.Transport.dll" or "Topiary.Runtime.dll"
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);
    }
}
