using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests.Meta;

/// <summary>A page of <c>docs/diagnostics</c>: its title and its examples, marked by their first line <c>// wrong</c> or <c>// right</c>.</summary>
internal sealed partial record DiagnosticPage(
    string Id, string Text, IReadOnlyList<string> Wrong, IReadOnlyList<string> Right, IReadOnlyList<string> Baselines)
{
    /// <summary>Folder of the pages.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "docs", "diagnostics");

    /// <summary>Root of the repository.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Framework.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests must run inside the repository.");
        }

        return folder.FullName;
    }

    public static DiagnosticPage Read(string id)
    {
        var text = File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");
        var blocks = Block().Matches(text).Select(match => match.Groups[1].Value).ToList();
        Assert.All(blocks, block => Assert.Matches(@"\A// (wrong|right)\n", block));
        return new DiagnosticPage(id, text, Starting("// wrong\n"), Starting("// right\n"), [.. Json().Matches(text).Select(match => match.Groups[1].Value)]);

        IReadOnlyList<string> Starting(string marker) => [.. blocks.Where(block => block.StartsWith(marker, StringComparison.Ordinal))];
    }

    /// <summary>The baseline that the wrong examples are compared with, if any.</summary>
    public IEnumerable<AdditionalText> BaselineOfWrong => Baselines.Take(1).Select(static text => new BaselineText(text));

    /// <summary>The baseline that the right examples are compared with, if any.</summary>
    public IEnumerable<AdditionalText> BaselineOfRight => Baselines.TakeLast(1).Select(static text => new BaselineText(text));

    [GeneratedRegex(@"^```json\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Json();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
