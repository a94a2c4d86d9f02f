using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Topiary.Analyzers.Tests.Verification;
using Topiary.CodeFixes.Baselines;

namespace Topiary.Analyzers.Tests.Fixes;

/// <summary>The fix that writes contracts to the baseline.</summary>
public class BaselineFixTests
{
    private const string First = "[MqttContract(\"a\")] public interface IFirst { [Topic(\"one\")] ValueTask OneAsync(int value); }\n";
    private const string Second = "[MqttContract(\"b\")] public interface ISecond { [Topic(\"two\")] ValueTask TwoAsync(bool value); }\n";

    [Fact]
    public async Task UpdateBaselineFix_mends_one()
    {
        var changed = await ApplyAsync(First + Second, "", all: false);

        Assert.Equal(
            """
            {
              "version": "1",
              "contracts": {
                "IFirst": {
                  "OneAsync": {
                    "topic": "a/one",
                    "kind": "message",
                    "qos": "1",
                    "retain": "false",
                    "format": "text/plain",
                    "payload": "text int"
                  }
                }
              }
            }

            """.ReplaceLineEndings("\n"),
            changed);
        var left = await TestCompilation.AnalyzeAsync(TestCompilation.Create(First + Second), new BaselineText(changed));
        Assert.Contains("ISecond", Assert.Single(left).GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateBaselineFix_mends_all()
    {
        var before = BaselineTests.Baseline(First.Replace("int value", "double value", StringComparison.Ordinal), "");

        var changed = await ApplyAsync(First + Second, before, all: true);

        Assert.Equal(BaselineTests.Baseline(First + Second, ""), changed);
    }

    [Fact]
    public async Task UpdateBaselineFix_mends_one_and_leaves_the_other_contracts_of_the_file()
    {
        var before = BaselineTests.Baseline(Second, "");

        var changed = await ApplyAsync(First, before, all: false);

        Assert.Equal(BaselineTests.Baseline(First + Second, ""), changed);
    }

    [Fact]
    public async Task RemoveFromBaselineFix_mends_one()
    {
        var before = BaselineTests.Baseline(First + Second, "");

        var changed = await ApplyAsync<RemoveFromBaselineFix>("public interface INothing;", before, all: false);

        Assert.Equal(BaselineTests.Baseline(Second, ""), changed);
    }

    [Fact]
    public async Task RemoveFromBaselineFix_mends_all()
    {
        var before = BaselineTests.Baseline(First + Second + "[MqttContract] public interface IThird { [Topic(\"three\")] ValueTask ThreeAsync(int value); }", "");

        var changed = await ApplyAsync<RemoveFromBaselineFix>(Second, before, all: true);

        Assert.Equal(BaselineTests.Baseline(Second, ""), changed);
    }

    private static Task<string> ApplyAsync(string source, string baseline, bool all) => ApplyAsync<UpdateBaselineFix>(source, baseline, all);

    private static async Task<string> ApplyAsync<TFix>(string source, string baseline, bool all)
        where TFix : CodeFixProvider, new()
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Application", "Application", LanguageNames.CSharp,
            compilationOptions: TestCompilation.Options, parseOptions: TestCompilation.ParseOptions, metadataReferences: TestCompilation.References));
        project = project.AddDocument("Usings.cs", TestCompilation.GlobalUsings).Project;
        var file = project.AddAdditionalDocument("app.mqtt-contract.json", baseline, filePath: "app.mqtt-contract.json");
        var document = file.Project.AddDocument("File0.cs", source, filePath: "File0.cs");
        var compilation = TestCompilation.Generate((await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!);
        var fix = new TFix();
        var diagnostics = (await TestCompilation.AnalyzeAsync(compilation, new BaselineText(baseline)))
            .Where(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id))
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ToList();
        Assert.NotEmpty(diagnostics);

        var actions = new List<CodeAction>();
        var place = diagnostics[0].Location.IsInSource ? document : document.Project.GetAdditionalDocument(file.Id)!;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(
            place, diagnostics[0].Location.SourceSpan, [diagnostics[0]], (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        var chosen = Assert.Single(actions);
        if (all)
        {
            chosen = await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(
                document, fix, FixAllScope.Project, chosen.EquivalenceKey!, fix.FixableDiagnosticIds, new Known(diagnostics), TestContext.Current.CancellationToken));
        }

        var operations = await chosen!.GetOperationsAsync(TestContext.Current.CancellationToken);
        var solution = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution;
        var text = await solution.GetProject(document.Project.Id)!.AdditionalDocuments.Single().GetTextAsync(TestContext.Current.CancellationToken);
        return text.ToString();
    }

    private sealed class Known(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
