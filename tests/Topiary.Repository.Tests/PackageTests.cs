using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Topiary.Repository.Tests;

/// <summary>
/// The packages: what is in them, and that programs outside the repository build and run with nothing else of ours.
/// Native AOT is the business of <see cref="NativeAotTests"/>: the packages are for net10.0, whose AOT compiler not every feed has.
/// </summary>
public sealed class PackageTests(PackageSet packages) : IClassFixture<PackageSet>
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

    [Fact]
    public async Task Programs_outside_the_repository_build_without_a_warning_and_run()
    {
        var folder = Directory.CreateTempSubdirectory("topiary-consumer-").FullName;
        try
        {
            WriteConsumers(folder);
            var built = await Command.RunAsync("dotnet", folder, "build", "Consumers.slnx", "-nodeReuse:false", "-p:UseSharedCompilation=false");
            Assert.True(built.ExitCode == 0, built.Output);
            Assert.Contains("0 Warning(s)", built.Output, StringComparison.Ordinal);
            // From the folder of packages, not an earlier version from a cache of this machine.
            Assert.True(Directory.Exists(Path.Combine(folder, "packages", "topiary", packages.MetadataOf("Topiary").Element("version")!.Value)));

            var expected = MarkdownBlock.In("samples/Quickstart/README.md").First(block => block.Language == "text").Text;
            var application = await Command.RunAsync("dotnet", folder, Path.Combine("Quickstart", "bin", "Debug", "net10.0", "Quickstart.dll"));
            Assert.True(application.ExitCode == 0, application.Output);
            Assert.Equal(expected.Trim(), application.Output.Trim());

            var tests = await Command.RunAsync("dotnet", folder, Path.Combine("UnitTesting", "bin", "Debug", "net10.0", "UnitTesting.dll"));
            Assert.True(tests.ExitCode == 0, tests.Output);
            Assert.Contains("Failed: 0", tests.Output, StringComparison.Ordinal);
            await AssertDocumentsAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The AsyncAPI document: of the project that asks for one, not made anew without need, named as the project likes.</summary>
    private static async Task AssertDocumentsAsync(string folder)
    {
        Assert.False(File.Exists(DocumentOf(folder, "UnitTesting")));
        var document = DocumentOf(folder, "Quickstart");
        AssertTitle(document, "Quickstart", "1.0.0");
        var written = File.GetLastWriteTimeUtc(document);
        await BuildAsync(folder);
        Assert.Equal(written, File.GetLastWriteTimeUtc(document));

        await BuildAsync(folder, "-p:TopiaryAsyncApiOutput=api/greenhouse.json", "-p:TopiaryAsyncApiTitle=The; ~0 greenhouse in C#", "-p:TopiaryAsyncApiVersion=7");
        AssertTitle(Path.Combine(folder, "Quickstart", "api", "greenhouse.json"), "The; ~0 greenhouse in C#", "7");
    }

    private static async Task BuildAsync(string folder, params string[] properties)
    {
        var escaped = properties.Select(property => property.Replace(";", "%3B", StringComparison.Ordinal));
        var built = await Command.RunAsync("dotnet", folder, ["build", "Quickstart", "--no-restore", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. escaped]);
        Assert.True(built.ExitCode == 0, built.Output);
        Assert.Contains("0 Warning(s)", built.Output, StringComparison.Ordinal);
    }

    private static string DocumentOf(string folder, string project) => Path.Combine(folder, project, "bin", "Debug", "net10.0", project + ".asyncapi.json");

    private static void AssertTitle(string path, string title, string version)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var info = document.RootElement.GetProperty("info");
        Assert.Equal((title, version), (info.GetProperty("title").GetString(), info.GetProperty("version").GetString()));
        Assert.Equal("greenhouse/{house}/zones/{zone}/climate", document.RootElement.GetProperty("channels").GetProperty("IGreenhouse.Climate").GetProperty("address").GetString());
    }

    private static string Slot(Version version) => $"analyzers/dotnet/roslyn{version}/cs/";

    /// <summary>The sources of two samples in projects that know the packages only: an application, and tests of one.</summary>
    private void WriteConsumers(string folder)
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        // Our packages come from the folder into a cache of their own; others' from where this machine has them.
        File.WriteAllText(Path.Combine(folder, "NuGet.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder, "packages")}" /></config>
              <packageSources><add key="topiary-packed" value="{packages.Folder}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(folder, "Consumers.slnx"), """
            <Solution>
              <Project Path="Quickstart/Quickstart.csproj" />
              <Project Path="UnitTesting/UnitTesting.csproj" />
            </Solution>
            """);
        WriteConsumer(folder, "Quickstart", ["Topiary", "Topiary.Broker"], ["Microsoft.Extensions.Hosting"], "", "<TopiaryAsyncApi>true</TopiaryAsyncApi>");
        WriteConsumer(folder, "UnitTesting", ["Topiary", "Topiary.Testing"], ["xunit.v3"], """<Using Include="Xunit" />""", "");
    }

    private void WriteConsumer(string folder, string sample, string[] ours, string[] others, string items, string properties)
    {
        var central = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(version => version.Attribute("Include")!.Value, version => version.Attribute("Version")!.Value, StringComparer.Ordinal);
        var references = ours.Select(id => (id, packages.MetadataOf(id).Element("version")!.Value)).Concat(others.Select(id => (id, central[id])));
        var project = Directory.CreateDirectory(Path.Combine(folder, sample)).FullName;
        File.WriteAllText(Path.Combine(project, sample + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
                <NuGetAudit>false</NuGetAudit>
                <!-- A wish of xUnit's about test code, which the samples do not follow for brevity. -->
                <NoWarn>$(NoWarn);xUnit1051</NoWarn>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(references.Select(reference => $"""<PackageReference Include="{reference.Item1}" Version="{reference.Item2}" />"""))}
                {items}
              </ItemGroup>
            </Project>
            """);
        foreach (var source in Directory.GetFiles(Path.Combine(Repository.Root, "samples", sample), "*.cs"))
        {
            File.Copy(source, Path.Combine(project, Path.GetFileName(source)));
        }
    }
}
