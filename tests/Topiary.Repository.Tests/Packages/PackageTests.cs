using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Topiary.Repository.Tests;

/// <summary>What is in the packages.</summary>
[Collection(PackageCollection.Name)]
public sealed class PackageTests(PackageSet packages)
{
    /// <summary>The SDK takes the highest slot that is not above its compiler, so that one alone is ever in use.</summary>
    private static readonly Version[] s_slots = [new(4, 8), new(4, 14)];

    private static readonly string[] s_libraries =
    [
        "Topiary.Abstractions", "Topiary.Broker", "Topiary.Broker.AspNetCore", "Topiary.Broker.Persistence", "Topiary.Client", "Topiary.Protocol", "Topiary.Runtime",
        "Topiary.Storage", "Topiary.Testing", "Topiary.Transport",
    ];

    /// <summary>
    /// What every host of the compiler has beside it; nothing else is found at run time. Immutable arrays are made from spans,
    /// hence System.Memory, which System.Collections.Immutable itself needs.
    /// </summary>
    private static readonly string[] s_ofTheCompiler =
        ["netstandard", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory"];

    /// <summary>What an editor has besides; the compiler itself loads no code fix.</summary>
    private static readonly string[] s_ofTheEditor =
        [.. s_ofTheCompiler, "Microsoft.CodeAnalysis.Workspaces", "Microsoft.CodeAnalysis.CSharp.Workspaces", "System.Composition.AttributedModel", "Topiary.Analyzers"];

    [Fact]
    public void There_is_one_package_for_each_library_and_Topiary_itself() =>
        Assert.Equal(s_libraries.Append("Topiary").Order(StringComparer.Ordinal), packages.Ids);

    [Fact]
    public void Every_package_says_what_it_is_under_which_licence_and_brings_the_readme()
    {
        foreach (var id in packages.Ids)
        {
            var metadata = packages.MetadataOf(id);
            Assert.Equal("MIT", metadata.Element("license")?.Value);
            Assert.Equal("expression", metadata.Element("license")?.Attribute("type")?.Value);
            Assert.Equal("README.md", metadata.Element("readme")?.Value);
            Assert.Equal(Repository.Read("README.md"), Encoding.UTF8.GetString(packages.BytesOf(id, "README.md")));
            Assert.NotEqual("Package Description", metadata.Element("description")?.Value);
            Assert.NotEmpty(metadata.Element("authors")!.Value);
            Assert.NotEmpty(metadata.Element("tags")!.Value);
        }
    }

    [Fact]
    public void Every_library_brings_its_documentation_and_symbols()
    {
        foreach (var id in s_libraries)
        {
            Assert.Equal([$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"], packages.FilesOf(id).Where(file => file.StartsWith("lib/", StringComparison.Ordinal)));
            Assert.Contains($"lib/net10.0/{id}.pdb", packages.FilesOf(id, ".snupkg"));
        }
    }

    [Fact]
    public void Every_package_of_ours_that_is_depended_on_exists()
    {
        var needed = packages.Ids
            .SelectMany(id => packages.MetadataOf(id).Descendants("dependency").Select(dependency => dependency.Attribute("id")!.Value))
            .Where(id => id.StartsWith("Topiary", StringComparison.Ordinal));
        Assert.Empty(needed.Except(packages.Ids, StringComparer.Ordinal));
        Assert.Equal(["Topiary.Runtime"], packages.MetadataOf("Topiary").Descendants("dependency").Select(dependency => dependency.Attribute("id")!.Value));
    }

    [Fact]
    public void Generators_and_analyzers_are_in_one_slot_for_each_compiler_and_code_fixes_in_that_of_the_younger()
    {
        var (old, young) = (Slot(s_slots[0]), Slot(s_slots[1]));
        Assert.Equal(
            [young + "Topiary.Analyzers.dll", young + "Topiary.CodeFixes.dll", young + "Topiary.Generators.dll", old + "Topiary.Analyzers.dll", old + "Topiary.Generators.dll"],
            packages.FilesOf("Topiary").Where(file => file.EndsWith(".dll", StringComparison.Ordinal)));
        foreach (var id in s_libraries)
        {
            Assert.DoesNotContain(packages.FilesOf(id), file => file.StartsWith("analyzers/", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_Topiary_adds_to_a_build_reaches_projects_that_reference_it_indirectly() =>
        Assert.Equal(
            ["buildTransitive/Topiary.targets"],
            packages.Ids.SelectMany(id => packages.FilesOf(id)).Where(file => file.EndsWith(".targets", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal)));

    [Theory]
    [InlineData("Topiary.Generators", 0, 1)]
    [InlineData("Topiary.Analyzers", 0, 1)]
    [InlineData("Topiary.CodeFixes", 1)]
    public void Compiler_components_need_only_what_their_host_supplies_and_carry_their_symbols(string component, params int[] slots)
    {
        var copies = slots.Select(slot => packages.BytesOf("Topiary", $"{Slot(s_slots[slot])}{component}.dll")).ToList();
        Assert.All(copies, copy => Assert.Equal(copies[0], copy));
        using var reader = new PEReader(new MemoryStream(copies[0]));
        var metadata = reader.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).ToList();
        var supplied = component == "Topiary.CodeFixes" ? s_ofTheEditor : s_ofTheCompiler;

        Assert.Empty(references.Select(reference => metadata.GetString(reference.Name)).Except(supplied, StringComparer.Ordinal));
        // A compiler refuses a component that was compiled against a newer one: none may be above the lowest slot that it is in.
        var roslyn = references.Where(reference => metadata.GetString(reference.Name).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(roslyn);
        Assert.All(roslyn, reference => Assert.Equal(new Version(s_slots[slots[0]].Major, s_slots[slots[0]].Minor, 0, 0), reference.Version));
        Assert.Contains(reader.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
    }

    private static string Slot(Version version) => $"analyzers/dotnet/roslyn{version}/cs/";
}
