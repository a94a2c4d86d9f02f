using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.Analyzers.Tests.Verification;

/// <summary>Applies a code fix, once or to everything, and compares the text.</summary>
internal static class VerifyFix
{
    /// <summary>Fixes the first diagnostic that the fix is for.</summary>
    /// <param name="id">Which diagnostic.</param>
    /// <param name="before">Source.</param>
    /// <param name="after">Source after one application.</param>
    /// <param name="title">Start of the title of the action to take; the first offered one when left out.</param>
    public static async Task OnceAsync<TFix>(string id, string before, string after, string title = "")
        where TFix : CodeFixProvider, new()
    {
        var (document, diagnostics) = await OpenAsync(before);
        var action = await ActionAsync(new TFix(), document, First(diagnostics, id), title);
        Assert.NotNull(action);
        var left = await CompareAsync(await ApplyAsync(document, action), after, id);
        Assert.True(left < diagnostics.Count(diagnostic => diagnostic.Id == id), $"{id} is still reported.");
    }

    /// <summary>Fixes every diagnostic of the document at once, as "fix all" in an editor does.</summary>
    public static async Task AllAsync<TFix>(string id, string before, string after, string title = "")
        where TFix : CodeFixProvider, new()
    {
        var (document, diagnostics) = await OpenAsync(before);
        var fix = new TFix();
        Assert.True(diagnostics.Count(diagnostic => diagnostic.Id == id) > 1, $"A test of fix-all needs several {id}.");
        var first = await ActionAsync(fix, document, First(diagnostics, id), title);
        Assert.NotNull(first);
        var all = fix.GetFixAllProvider();
        Assert.NotNull(all);
        var action = await all.GetFixAsync(new FixAllContext(
            document, fix, FixAllScope.Document, first.EquivalenceKey, [id], new KnownDiagnostics(diagnostics), TestContext.Current.CancellationToken));
        Assert.NotNull(action);
        Assert.Equal(0, await CompareAsync(await ApplyAsync(document, action), after, id));
    }

    /// <summary>The fix offers nothing for the first diagnostic of that id.</summary>
    public static async Task NoneAsync<TFix>(string id, string source)
        where TFix : CodeFixProvider, new()
    {
        var (document, diagnostics) = await OpenAsync(source);
        Assert.Null(await ActionAsync(new TFix(), document, First(diagnostics, id), ""));
    }

    private static Diagnostic First(IEnumerable<Diagnostic> diagnostics, string id)
    {
        var found = diagnostics.Where(diagnostic => diagnostic.Id == id).MinBy(diagnostic => diagnostic.Location.SourceSpan.Start);
        Assert.True(found is not null, $"{id} is not reported.");
        return found;
    }

    private static async Task<(Document Document, ImmutableArray<Diagnostic> Diagnostics)> OpenAsync(string source)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Application", "Application", LanguageNames.CSharp,
            compilationOptions: TestCompilation.Options, parseOptions: TestCompilation.ParseOptions, metadataReferences: TestCompilation.References));
        project = project.AddDocument("Usings.cs", TestCompilation.GlobalUsings).Project;
        var document = project.AddDocument("File0.cs", SourceText.From(source.ReplaceLineEndings("\n")), filePath: "File0.cs");
        var diagnostics = await TestCompilation.AnalyzeAsync(await CompileAsync(document));
        return (document, diagnostics);
    }

    private static async Task<Compilation> CompileAsync(Document document)
    {
        var compilation = await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken);
        return TestCompilation.Generate(compilation!);
    }

    private static async Task<CodeAction?> ActionAsync(CodeFixProvider fix, Document document, Diagnostic diagnostic, string title)
    {
        Assert.Contains(diagnostic.Id, fix.FixableDiagnosticIds);
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return actions.FirstOrDefault(action => action.Title.StartsWith(title, StringComparison.Ordinal));
    }

    private static async Task<Document> ApplyAsync(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var change = Assert.Single(operations.OfType<ApplyChangesOperation>());
        return change.ChangedSolution.GetDocument(document.Id)!;
    }

    private static async Task<int> CompareAsync(Document document, string after, string id)
    {
        var text = await document.GetTextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(after.ReplaceLineEndings("\n"), text.ToString());
        var compilation = await CompileAsync(document);
        Assert.Empty(TestCompilation.CompilerErrors(compilation));
        return (await TestCompilation.AnalyzeAsync(compilation)).Count(diagnostic => diagnostic.Id == id);
    }

    private sealed class KnownDiagnostics(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => !diagnostic.Location.IsInSource));
    }
}
