using System.IO.Compression;
using System.Xml.Linq;

namespace Topiary.Repository.Tests;

/// <summary>What <c>dotnet pack</c> makes of the assemblies that were built for these tests, in a folder of its own.</summary>
public sealed class PackageSet : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("topiary-packages-").FullName;

    /// <summary>The ids of the packages, in ordinal order.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var packed = await Command.RunAsync(
            "dotnet", Repository.Root, "pack", "Framework.sln", "--no-build", "-c", Repository.Configuration, "-o", Folder, "-nodeReuse:false");
        Assert.True(packed.ExitCode == 0, packed.Output);
        Assert.DoesNotContain("warning", packed.Output, StringComparison.OrdinalIgnoreCase);
        Ids = [.. Directory.GetFiles(Folder, "*.nupkg").Select(path => IdIn(Read(path, ".nuspec"))).Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return default;
    }

    /// <summary>The metadata of a package: the element <c>metadata</c> of its specification, names without their namespace.</summary>
    public XElement MetadataOf(string id)
    {
        var metadata = Parse(Read(PathOf(id, ".nupkg"), ".nuspec"));
        foreach (var element in metadata.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return metadata;
    }

    /// <summary>The paths of the files in a package or in its symbol package, in ordinal order.</summary>
    public IReadOnlyList<string> FilesOf(string id, string extension = ".nupkg")
    {
        using var archive = ZipFile.OpenRead(PathOf(id, extension));
        return [.. archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    public byte[] BytesOf(string id, string file) => Read(PathOf(id, ".nupkg"), file);

    public string? PathIfAny(string id, string extension) =>
        Directory.GetFiles(Folder, $"{id}.*{extension}").SingleOrDefault(path => char.IsAsciiDigit(Path.GetFileName(path)[id.Length + 1]));

    private string PathOf(string id, string extension) =>
        PathIfAny(id, extension) ?? throw new FileNotFoundException($"There is no {extension} of {id} among: {string.Join(", ", Directory.GetFiles(Folder))}");

    private static string IdIn(byte[] specification) => Parse(specification).Elements().Single(element => element.Name.LocalName == "id").Value;

    private static XElement Parse(byte[] specification)
    {
        using var stream = new MemoryStream(specification);
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static byte[] Read(string package, string ending)
    {
        using var archive = ZipFile.OpenRead(package);
        using var content = archive.Entries.Single(entry => entry.FullName.EndsWith(ending, StringComparison.Ordinal)).Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
