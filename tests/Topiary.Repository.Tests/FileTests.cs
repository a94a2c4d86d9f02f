using System.Xml.Linq;

namespace Topiary.Repository.Tests;

/// <summary>House rules that a look at the files can check.</summary>
public sealed class FileTests
{
    private const int MaximumLines = 500;

    [Fact]
    public void No_code_file_is_longer_than_500_lines()
    {
        var files = Repository.Files(".cs").ToList();
        Assert.True(files.Count > 100, "Found hardly any code: the search is wrong.");
        var wrong = files
            .Select(path => (Path: path, Lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .Where(file => file.Lines > MaximumLines)
            .Select(file => $"{file.Path}: {file.Lines} lines")
            .ToList();
        Assert.True(wrong.Count == 0, $"Split these files:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Top_level_is_what_the_design_names()
    {
        string[] wanted =
        [
            ".ci", ".editorconfig", ".gitignore", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Packages.props", "Framework.sln",
            "LICENSE", "README.md", "analyzers", "docs", "generators", "global.json", "samples", "src", "tests",
        ];
        string[] local = [".git", "artifacts", "TestResults", ".vs", ".idea"];
        var found = Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path)!).Except(local);
        Assert.Equal(wanted.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Framework.sln").Replace('\\', '/');
        var missing = Repository.Files(".csproj").Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)).ToList();
        Assert.True(missing.Count == 0, $"Not in Framework.sln: {string.Join(", ", missing)}");
    }

    [Fact]
    public void Projects_name_no_package_versions_but_the_test_compiler()
    {
        var wrong = new List<string>();
        foreach (var path in Repository.Files(".csproj"))
        {
            foreach (var reference in XDocument.Parse(Repository.Read(path)).Descendants("PackageReference"))
            {
                var name = (string?)reference.Attribute("Include") ?? "";
                var overridden = reference.Attribute("VersionOverride") is not null
                    && !(path.StartsWith("tests/", StringComparison.Ordinal) && name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
                if (reference.Attribute("Version") is not null || overridden)
                {
                    wrong.Add($"{path}: {name}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"Versions belong in Directory.Packages.props:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Source_uses_no_wall_clock_and_never_sleeps()
    {
        string[] banned = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Thread.Sleep", "Environment.TickCount", "#region", "goto "];
        var wrong = Repository.Files(".cs", "src", "generators", "analyzers")
            .SelectMany(path => Repository.Read(path).Split('\n').Select((line, index) => (path, line, index)))
            .Where(item => !item.line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !item.line.Contains('"', StringComparison.Ordinal))
            .Where(item => banned.Any(word => item.line.Contains(word, StringComparison.Ordinal)))
            .Select(item => $"{item.path}:{item.index + 1}: {item.line.Trim()}")
            .ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Log_event_ids_are_unique_and_in_their_range()
    {
        var seen = new Dictionary<int, string>();
        var wrong = new List<string>();
        foreach (var path in Repository.Files(".cs", "src"))
        {
            foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(
                Repository.Read(path), @"LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)"))
            {
                var id = int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
                if (!seen.TryAdd(id, path))
                {
                    wrong.Add($"{id}: {path} and {seen[id]}");
                }
            }
        }

        Assert.True(seen.Count > 5, "Found hardly any log messages: the search is wrong.");
        Assert.True(wrong.Count == 0, $"Event ids used twice:\n{string.Join('\n', wrong)}");
    }
}
