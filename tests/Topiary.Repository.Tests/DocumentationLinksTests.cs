using System.Text.RegularExpressions;

namespace Topiary.Repository.Tests;

/// <summary>Links of the documents that lead to other files of the repository.</summary>
public sealed partial class DocumentationLinksTests
{
    [Fact]
    public void Every_link_to_a_file_leads_somewhere()
    {
        var links = Repository.Files(".md", "docs", "samples").Append("README.md").Append("CONTRIBUTING.md").SelectMany(LinksOf).ToList();
        Assert.True(links.Count > 50, "Found hardly any links: the search is wrong.");
        var broken = links.Where(link => !File.Exists(link.Target) && !Directory.Exists(link.Target)).Select(link => $"{link.Page}: {link.Text}").ToList();
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void The_guide_leads_to_each_of_its_pages_and_to_every_sample()
    {
        var linked = LinksOf("docs/guide/README.md").Select(link => Path.GetRelativePath(Repository.Root, link.Target)).ToHashSet(StringComparer.Ordinal);
        var wanted = Repository.Files(".md", "docs/guide").Where(page => page != "docs/guide/README.md")
            .Concat(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "samples")).Select(sample => $"samples/{Path.GetFileName(sample)}/README.md"));
        Assert.Empty(wanted.Except(linked));
    }

    private static IEnumerable<(string Page, string Text, string Target)> LinksOf(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        return Link().Matches(Fence().Replace(Repository.Read(page), ""))
            .Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Select(target => (page, target, Path.GetFullPath(Path.Combine(folder, target.Split('#')[0]))));
    }

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```|`[^`\n]*`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
