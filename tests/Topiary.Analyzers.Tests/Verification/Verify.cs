using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Tests.Verification;

/// <summary>Runs all analyzers over marked source and compares what they report, place by place.</summary>
internal static class Verify
{
    /// <summary>Exactly the marked diagnostics are reported, and none where nothing is marked.</summary>
    public static async Task DiagnosticsAsync(params string[] sources)
    {
        var marked = Array.ConvertAll(sources, MarkedSource.Parse);
        var compilation = TestCompilation.Create([.. marked.Select(source => source.Text)]);
        Assert.Empty(TestCompilation.CompilerErrors(compilation));
        var reported = await TestCompilation.AnalyzeAsync(compilation);
        for (var i = 0; i < marked.Length; i++)
        {
            var here = reported.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == $"File{i}.cs");
            Assert.Equal(Describe(marked[i].Text, marked[i].Expected), Describe(marked[i].Text, here.Select(Expect)));
        }

        var files = marked.Select((_, i) => $"File{i}.cs").ToHashSet();
        Assert.DoesNotContain(reported, diagnostic => diagnostic.Location.SourceTree is null || !files.Contains(diagnostic.Location.SourceTree.FilePath));
        Assert.All(reported, diagnostic => Assert.DoesNotMatch(@"\{\d", diagnostic.GetMessage(null)));
    }

    /// <summary>The message of the one diagnostic that is reported.</summary>
    public static async Task<string> MessageAsync(string source)
    {
        var reported = await TestCompilation.AnalyzeAsync(TestCompilation.Create(source));
        return Assert.Single(reported).GetMessage(null);
    }

    private static ExpectedDiagnostic Expect(Diagnostic diagnostic) => new(diagnostic.Id, diagnostic.Location.SourceSpan);

    private static string Describe(string text, IEnumerable<ExpectedDiagnostic> diagnostics) =>
        string.Join('\n', diagnostics.Order().Select(diagnostic => $"{diagnostic.Id} {diagnostic.Span} `{text.Substring(diagnostic.Span.Start, diagnostic.Span.Length)}`"));
}
