using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Topiary.Generators;

namespace Topiary.Repository.Tests;

/// <summary>
/// Compiles every C# block of the README, the samples' READMEs and docs/, generators included. A block sees the types of
/// the blocks above it on its page. docs/diagnostics has wrong examples on purpose; the analyzers' tests compile those.
/// </summary>
public sealed class DocumentationCompilesTests
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly Lazy<List<MetadataReference>> s_references = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Topiary.Repository", StringComparison.Ordinal))
            .Where(path => !Path.GetFileName(path).StartsWith("Topiary.Generators", StringComparison.Ordinal))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))]);

    public static TheoryData<string> Pages() =>
        [.. Repository.Files(".md", "docs", "samples").Append("README.md").Append("CONTRIBUTING.md")
            .Where(page => !page.StartsWith("docs/diagnostics/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_csharp_block_compiles(string page)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp14);
        var known = new Dictionary<string, MemberDeclarationSyntax>(StringComparer.Ordinal);
        var usings = new HashSet<string>(StringComparer.Ordinal);
        var errors = new List<string>();
        foreach (var block in MarkdownBlock.In(page).Where(block => block.Language is "csharp" or "cs" or "c#"))
        {
            var own = CSharpSyntaxTree.ParseText(block.Text, options).GetCompilationUnitRoot();
            var types = own.Members.Where(member => member is not GlobalStatementSyntax).ToList();
            usings.UnionWith(own.Usings.Select(item => item.ToString()));
            foreach (var type in types)
            {
                known[NameOf(type)] = type;
            }

            errors.AddRange(Compile(block, own, types, known, usings, options).Select(error => $"{page}:{block.Line}: {error}"));
        }

        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    private static IEnumerable<string> Compile(
        MarkdownBlock block, CompilationUnitSyntax own, List<MemberDeclarationSyntax> types,
        Dictionary<string, MemberDeclarationSyntax> known, HashSet<string> allUsings, CSharpParseOptions options)
    {
        var ownNames = types.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var usings = string.Join("\n", own.Usings.Select(item => item.ToString()));
        var earlier = string.Join("\n", known.Where(pair => !ownNames.Contains(pair.Key)).Select(pair => pair.Value.ToFullString()));
        const string product = "using Topiary; using Topiary.Broker; using Topiary.Testing; using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting; using Microsoft.Extensions.Logging; using Xunit;\n";
        var hasStatements = own.Members.Any(member => member is GlobalStatementSyntax) || block.Given.Length > 0;
        var text = product + usings + "\n" + block.Given + "\n"
            + string.Join("\n", own.Members.OfType<GlobalStatementSyntax>().Select(item => item.ToFullString())) + "\n"
            + string.Join("\n", types.Select(item => item.ToFullString()));
        var compilation = CSharpCompilation.Create(
            "Documentation",
            [
                CSharpSyntaxTree.ParseText(Usings, options),
                CSharpSyntaxTree.ParseText(text, options),
                CSharpSyntaxTree.ParseText(product + string.Join("\n", allUsings) + "\n" + earlier, options),
            ],
            s_references.Value,
            new CSharpCompilationOptions(hasStatements ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new TopiaryGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        return output.GetDiagnostics().Where(item => item.Severity == DiagnosticSeverity.Error).Select(item => item.ToString());
    }

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
        _ => member.ToString(),
    };
}
