using System.Xml.Linq;

namespace Topiary.Repository.Tests;

/// <summary>
/// Programs outside the repository that know the packages only, built once: an application, tests of one, and an application with all
/// kinds of contracts and payloads. Their sources are those of samples.
/// </summary>
public sealed class ConsumerSet(PackageSet packages) : IAsyncLifetime
{
    private static readonly string[] s_build = ["--no-restore", "-nodeReuse:false", "-p:UseSharedCompilation=false"];

    private static readonly Dictionary<string, string> s_central = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
        .ToDictionary(version => version.Attribute("Include")!.Value, version => version.Attribute("Version")!.Value, StringComparer.Ordinal);

    public string Folder { get; } = Directory.CreateTempSubdirectory("topiary-consumer-").FullName;

    public async ValueTask InitializeAsync()
    {
        WriteFeed();
        Write("Quickstart", ["Topiary", "Topiary.Broker"], ["Microsoft.Extensions.Hosting"], properties: "<TopiaryAsyncApi>true</TopiaryAsyncApi>");
        Write("UnitTesting", ["Topiary", "Topiary.Testing"], ["xunit.v3"], items: """<Using Include="Xunit" />""");
        Write("NativeAot", ["Topiary", "Topiary.Broker"], ["Microsoft.Extensions.Hosting"]);
        var built = await Command.RunAsync("dotnet", Folder, "build", "Consumers.slnx", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        Assert.True(built.ExitCode == 0, built.Output);
        Assert.Contains("0 Warning(s)", built.Output, StringComparison.Ordinal);
        // From the folder of packages, not an earlier version from a cache of this machine.
        Assert.True(Directory.Exists(Path.Combine(Folder, "packages", "topiary", packages.MetadataOf("Topiary").Element("version")!.Value)));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return default;
    }

    /// <summary>A file of a program.</summary>
    public string PathOf(string program, params string[] path) => Path.Combine([Folder, program, .. path]);

    /// <summary>Runs a program that was built; it must end well.</summary>
    public async Task<string> RunAsync(string program, params string[] output)
    {
        var ran = await Command.RunAsync("dotnet", Folder, PathOf(program, [.. output.DefaultIfEmpty(Path.Combine("bin", "Debug", "net10.0")), program + ".dll"]));
        Assert.True(ran.ExitCode == 0, ran.Output);
        return ran.Output.Trim();
    }

    /// <summary>Builds a program again; there must be no warning.</summary>
    public async Task<string> BuildAsync(string program, params string[] properties)
    {
        var (exitCode, output) = await TryBuildAsync(program, properties);
        Assert.True(exitCode == 0, output);
        Assert.Contains("0 Warning(s)", output, StringComparison.Ordinal);
        return output;
    }

    public Task<(int ExitCode, string Output)> TryBuildAsync(string program, params string[] properties) =>
        Command.RunAsync("dotnet", Folder, ["build", program, .. s_build, .. properties.Select(property => "-p:" + property.Replace(";", "%3B", StringComparison.Ordinal))]);

    /// <summary>Our packages come from the folder into a cache of their own; others' from where this machine has them.</summary>
    private void WriteFeed()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(Folder, "NuGet.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(Folder, "packages")}" /></config>
              <packageSources><add key="topiary-packed" value="{packages.Folder}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(Folder, "Consumers.slnx"), """
            <Solution>
              <Project Path="Quickstart/Quickstart.csproj" />
              <Project Path="UnitTesting/UnitTesting.csproj" />
              <Project Path="NativeAot/NativeAot.csproj" />
            </Solution>
            """);
    }

    private void Write(string sample, string[] ours, string[] others, string items = "", string properties = "")
    {
        var references = ours.Select(id => (id, packages.MetadataOf(id).Element("version")!.Value)).Concat(others.Select(id => (id, s_central[id])));
        Directory.CreateDirectory(PathOf(sample));
        File.WriteAllText(PathOf(sample, sample + ".csproj"), $"""
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
            File.Copy(source, PathOf(sample, Path.GetFileName(source)));
        }
    }
}
