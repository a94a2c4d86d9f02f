using System.Reflection;

namespace Topiary.Repository.Tests;

/// <summary>Where the repository is, and the files that people wrote in it.</summary>
internal static class Repository
{
    private static readonly string[] s_builtFolders = ["bin", "obj", "artifacts", "node_modules", ".git"];

    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>Files with this ending, as paths relative to the root with forward slashes, in ordinal order.</summary>
    public static IEnumerable<string> Files(string ending, params string[] folders) =>
        (folders.Length == 0 ? [Root] : folders.Select(folder => Path.Combine(Root, folder)))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + ending, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => s_builtFolders.Contains(part)))
            .Order(StringComparer.Ordinal);

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
