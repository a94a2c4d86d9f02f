namespace Topiary.Generators.Tests;

/// <summary>Keeps the verified files in step with the tests.</summary>
public sealed class SnapshotFolderTests
{
    [Fact]
    public void Every_folder_of_verified_files_belongs_to_a_test()
    {
        var tests = new[] { typeof(SnapshotTests), typeof(AsyncApiSnapshotTests), typeof(MessagePackSnapshotTests) }
            .SelectMany(static type => type.GetMethods()).Select(static method => method.Name).ToHashSet(StringComparer.Ordinal);
        var stale = Directory.GetDirectories(Snapshot.Root()).Select(Path.GetFileName).Where(name => !tests.Contains(name!));
        Assert.Empty(stale);
    }

    [Fact]
    public void Verified_files_are_small_enough_to_be_reviewed()
    {
        foreach (var path in Directory.GetFiles(Snapshot.Root(), "*.verified.txt", SearchOption.AllDirectories))
        {
            Assert.True(File.ReadLines(path).Count() <= 160, path);
        }
    }
}
