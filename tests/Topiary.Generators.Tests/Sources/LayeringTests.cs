using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Topiary.Generators.Tests;

/// <summary>Only parsing, and the file with the pipeline, may know the compiler; emission works on models alone.</summary>
public sealed partial class LayeringTests
{
    [Fact]
    public void Only_parsing_uses_the_compiler()
    {
        foreach (var (path, text) in Files().Where(static file => !file.Path.StartsWith("Parsing/", StringComparison.Ordinal) && file.Path != "TopiaryGenerator.cs"))
        {
            Assert.False(text.Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal), path);
        }
    }

    [Fact]
    public void Models_use_neither_parsing_nor_emission_and_those_not_each_other()
    {
        foreach (var (path, text) in Files())
        {
            var uses = Usings().Matches(text).Select(static match => match.Groups[1].Value).ToArray();
            if (path.StartsWith("Model/", StringComparison.Ordinal))
            {
                Assert.True(uses.Length == 0, path);
            }
            else if (path.StartsWith("Parsing/", StringComparison.Ordinal))
            {
                Assert.False(uses.Contains("Emission"), path);
            }
            else if (path.StartsWith("Emission/", StringComparison.Ordinal))
            {
                Assert.False(uses.Contains("Parsing"), path);
            }
        }
    }

    private static List<(string Path, string Text)> Files([CallerFilePath] string here = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../generators/Topiary.Generators"));
        var files = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(root, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
            .Where(static file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal))
            .ToList();
        Assert.True(files.Count > 30);
        return files;
    }

    [GeneratedRegex(@"using Topiary\.Generators\.(\w+)")]
    private static partial Regex Usings();
}
