using System.Runtime.CompilerServices;
using Topiary.Generators.Parsing;

namespace Topiary.Generators.Tests;

/// <summary>Every id that the parser reports has a test here or, for payloads, with the serializers.</summary>
public sealed class ProblemCoverageTests
{
    /// <summary>Found by the analyzers, which look at more than contracts and handlers.</summary>
    private static readonly string[] s_ofAnalyzers =
        [nameof(ProblemId.HandlerMethodOutsideHandler), nameof(ProblemId.PublisherOfNoContract), nameof(ProblemId.HandlerNotMarked), nameof(ProblemId.WillNotMarked)];

    [Fact]
    public void Every_problem_has_a_test()
    {
        var tests = string.Concat(Directory.GetFiles(Root(), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.EndsWith(nameof(ProblemCoverageTests) + ".cs", StringComparison.Ordinal))
            .Where(static path => path.Contains("Problems", StringComparison.Ordinal) || path.Contains("Serialization", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        var untested = typeof(ProblemId).GetFields()
            .Where(field => !s_ofAnalyzers.Contains(field.Name))
            .Where(field => !tests.Contains($"ProblemId.{field.Name}", StringComparison.Ordinal) && !tests.Contains($"\"{field.GetValue(null)}\"", StringComparison.Ordinal))
            .Select(static field => field.Name);
        Assert.Empty(untested);
    }

    [Fact]
    public void Ids_are_never_used_twice()
    {
        var ids = typeof(ProblemId).GetFields().Select(static field => (string)field.GetValue(null)!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, static id => Assert.Matches("^TOP[1-5][0-9]{3}$", id));
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, ".."));
}
