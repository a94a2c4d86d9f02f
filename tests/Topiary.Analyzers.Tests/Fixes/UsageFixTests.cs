using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Topiary.Analyzers.Tests.Verification;
using Topiary.CodeFixes;

namespace Topiary.Analyzers.Tests.Fixes;

/// <summary>Fixes of the use of the client.</summary>
public class UsageFixTests
{
    [Fact]
    public Task AddWillFix_mends_one() => VerifyFix.OnceAsync<AddWillFix>("TOP5003", Contract("", "") + Startup, Contract(Marked, "") + Startup);

    [Fact]
    public Task AddWillFix_mends_all() => VerifyFix.AllAsync<AddWillFix>("TOP5003", Contract("", "") + Startup, Contract(Marked, Marked) + Startup);

    [Fact]
    public async Task AddWillFix_mends_the_file_in_which_the_contract_is()
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Application", "Application", LanguageNames.CSharp,
            compilationOptions: TestCompilation.Options, parseOptions: TestCompilation.ParseOptions, metadataReferences: TestCompilation.References));
        project = project.AddDocument("Usings.cs", TestCompilation.GlobalUsings).Project;
        var contract = project.AddDocument("Contract.cs", Contract("", ""), filePath: "Contract.cs");
        var startup = contract.Project.AddDocument("Startup.cs", Startup, filePath: "Startup.cs");
        var compilation = TestCompilation.Generate((await startup.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!);
        var diagnostic = (await TestCompilation.AnalyzeAsync(compilation))
            .Where(diagnostic => diagnostic.Id == "TOP5003")
            .MinBy(diagnostic => diagnostic.Location.SourceSpan.Start)!;

        var actions = new List<CodeAction>();
        await new AddWillFix().RegisterCodeFixesAsync(new CodeFixContext(startup, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        var operations = await Assert.Single(actions).GetOperationsAsync(TestContext.Current.CancellationToken);
        var solution = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution;

        Assert.Equal(Contract(Marked, ""), (await solution.GetDocument(contract.Id)!.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        Assert.Equal(Startup, (await solution.GetDocument(startup.Id)!.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
    }

    private const string Marked = "\n    [Will]";

    private const string Startup = "public static class Startup\n{\n"
        + "    public static void One(IServiceCollection services) => services.AddTopiary(mqtt => mqtt.Will<IDevice>(device => device.GoneAsync(\"kitchen\")));\n"
        + "    public static void Two(IServiceCollection services) => services.AddTopiary(mqtt => mqtt.Will<IDevice>(device => device.LostAsync(\"kitchen\")));\n}\n";

    private static string Contract(string first, string second) => $$"""
        [MqttContract("devices/{id}")]
        public interface IDevice
        {
            [Topic("gone")]{{first}}
            ValueTask GoneAsync(string id);

            [Topic("lost")]{{second}}
            ValueTask LostAsync(string id);
        }

        """.ReplaceLineEndings("\n");
}
