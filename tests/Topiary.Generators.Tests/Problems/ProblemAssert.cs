using System.Text.RegularExpressions;

namespace Topiary.Generators.Tests;

/// <summary>Asserts that a declaration is refused: one problem, at the place in &lt; &gt;, and nothing generated for it.</summary>
internal static partial class ProblemAssert
{
    public static void Refused(string id, string marked, string absent = "Refused")
    {
        var place = Place().Match(marked);
        Assert.True(place.Success, "no place is marked");
        var source = marked[..place.Index] + place.Groups[1].Value + marked[(place.Index + place.Length)..];
        var compilation = TestCompilation.Create(source);
        var problem = Assert.Single(ParsedSource.Problems(compilation));
        Assert.Equal(id, problem.Id);
        Assert.Equal(place.Groups[1].Value, source.Substring(problem.Location!.SourceSpan.Start, problem.Location.SourceSpan.Length));
        Assert.DoesNotContain(GeneratorRun.Of(compilation).Files.Values, text => text.Contains(absent, StringComparison.Ordinal));
    }

    /// <summary>A place begins after a space, a bracket or a comma, and is not a list of type arguments.</summary>
    [GeneratedRegex(@"(?<=[ (\[,])<((?:[^<>""]|""[^""]*""|<[^<>]*>)+)>(?![ (]*T>)")]
    private static partial Regex Place();
}
