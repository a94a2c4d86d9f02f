using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.OldestCompiler;

/// <summary>Compiles as its command line says: generates, analyzes, writes the assembly and its symbols.</summary>
internal static class OldCompiler
{
    /// <returns>Errors and warnings, in the form that MSBuild reads; nothing is written when there is an error.</returns>
    public static async Task<(bool Succeeded, IReadOnlyList<string> Messages)> CompileAsync(string[] arguments)
    {
        var command = CSharpCommandLineParser.Default.Parse(arguments, Directory.GetCurrentDirectory(), sdkDirectory: null);
        if (!command.Errors.IsEmpty)
        {
            return (false, [.. command.Errors.Select(error => error.ToString())]);
        }

        var options = new AnalyzerOptions(
            [.. command.AdditionalFiles.Select(file => new AdditionalFile(file.Path))],
            new ConfiguredOptions(AnalyzerConfigSet.Create(command.AnalyzerConfigPaths.Select(path => AnalyzerConfig.Parse(File.ReadAllText(path), path)).ToList())));
        var (generators, analyzers, refused) = Load(command);
        CSharpGeneratorDriver.Create(generators, options.AdditionalFiles, command.ParseOptions, options.AnalyzerConfigOptionsProvider)
            .RunGeneratorsAndUpdateCompilation(Read(command), out var compilation, out var generated);
        var reported = generated.AddRange(await compilation.WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync())
            .Where(diagnostic => !diagnostic.IsSuppressed && diagnostic.Severity >= DiagnosticSeverity.Warning)
            .ToList();
        var succeeded = refused.Count == 0 && reported.TrueForAll(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error);
        if (succeeded)
        {
            Write(compilation, command);
        }

        return (succeeded, [.. refused, .. reported.Select(diagnostic => diagnostic.ToString())]);
    }

    private static CSharpCompilation Read(CSharpCommandLineArguments command) => CSharpCompilation.Create(
        command.CompilationName,
        command.SourceFiles.Select(file =>
        {
            using var stream = File.OpenRead(file.Path);
            return CSharpSyntaxTree.ParseText(SourceText.From(stream, command.Encoding, command.ChecksumAlgorithm), command.ParseOptions, file.Path);
        }),
        command.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties)),
        command.CompilationOptions);

    /// <summary>
    /// What the command line names: ours all, or the build fails. Of the others', those for a newer compiler are left out; the SDK brings them
    /// for its own.
    /// </summary>
    private static (IReadOnlyList<ISourceGenerator> Generators, ImmutableArray<DiagnosticAnalyzer> Analyzers, IReadOnlyList<string> Refused) Load(
        CSharpCommandLineArguments command)
    {
        var generators = new List<ISourceGenerator>();
        var analyzers = ImmutableArray.CreateBuilder<DiagnosticAnalyzer>();
        var refused = new List<string>();
        foreach (var path in command.AnalyzerReferences.Select(reference => reference.FilePath))
        {
            var reference = new AnalyzerFileReference(path, new ComponentLoader());
            reference.AnalyzerLoadFailed += (_, failure) =>
            {
                if (Path.GetFileName(path).StartsWith("Topiary", StringComparison.Ordinal)
                    || failure.ErrorCode != AnalyzerLoadFailureEventArgs.FailureErrorCode.ReferencesNewerCompiler)
                {
                    refused.Add($"{path} : error OLD0001: {failure.ErrorCode}: {failure.Message}");
                }
            };
            generators.AddRange(reference.GetGenerators(LanguageNames.CSharp));
            analyzers.AddRange(reference.GetAnalyzers(LanguageNames.CSharp));
        }

        return (generators, analyzers.ToImmutable(), refused);
    }

    private static void Write(Compilation compilation, CSharpCommandLineArguments command)
    {
        var assembly = Path.Combine(command.OutputDirectory, command.OutputFileName!);
        using var stream = File.Create(assembly);
        using var symbols = command.EmitPdb ? File.Create(command.PdbPath ?? Path.ChangeExtension(assembly, ".pdb")) : null;
        var result = compilation.Emit(stream, symbols, options: command.EmitOptions);
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
        }
    }
}
