using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Topiary.Repository.Tests;

/// <summary>The layers of docs/ARCHITECTURE.md, checked against the references of the built assemblies.</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        ["Topiary.Abstractions"] = [],
        ["Topiary.Storage"] = [],
        ["Topiary.Protocol"] = ["Topiary.Abstractions"],
        ["Topiary.Transport"] = ["Topiary.Abstractions", "Topiary.Protocol"],
        ["Topiary.Client"] = ["Topiary.Abstractions", "Topiary.Protocol", "Topiary.Transport", "Topiary.Storage"],
        ["Topiary.Broker"] = ["Topiary.Abstractions", "Topiary.Protocol", "Topiary.Transport"],
        ["Topiary.Runtime"] = ["Topiary.Abstractions", "Topiary.Protocol", "Topiary.Transport", "Topiary.Storage", "Topiary.Client"],
        ["Topiary.Testing"] = ["Topiary.Abstractions", "Topiary.Protocol", "Topiary.Transport", "Topiary.Storage", "Topiary.Client", "Topiary.Runtime", "Topiary.Broker"],
        ["Topiary.Broker.AspNetCore"] = ["Topiary.Abstractions", "Topiary.Protocol", "Topiary.Transport", "Topiary.Broker"],
        ["Topiary.Broker.Persistence"] = ["Topiary.Abstractions", "Topiary.Protocol", "Topiary.Storage", "Topiary.Broker"],
        ["Topiary.Broker.Server"] = ["Topiary.Abstractions", "Topiary.Protocol", "Topiary.Transport", "Topiary.Broker", "Topiary.Broker.Persistence"],
    };

    /// <summary>What the pure layers may use of the base class library: nothing that waits, listens or logs.</summary>
    private static readonly string[] s_impure = ["System.Net", "System.IO.Pipelines", "System.Threading.Channels", "Microsoft.Extensions"];

    public static TheoryData<string> Assemblies() => [.. s_allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void References_follow_the_layers(string assembly)
    {
        var references = ReferencesOf(assembly);
        var wrong = references
            .Where(name => name.StartsWith("Topiary", StringComparison.Ordinal))
            .Except(s_allowed[assembly], StringComparer.Ordinal)
            .ToList();
        Assert.True(wrong.Count == 0, $"{assembly} references {string.Join(", ", wrong)}, against the layers of docs/ARCHITECTURE.md.");
    }

    [Theory]
    [InlineData("Topiary.Abstractions")]
    [InlineData("Topiary.Protocol")]
    public void Pure_layers_touch_no_input_output_or_logging(string assembly)
    {
        var wrong = ReferencesOf(assembly)
            .Where(name => s_impure.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .ToList();
        Assert.True(wrong.Count == 0, $"{assembly} references {string.Join(", ", wrong)}; it must stay free of input, output and logging.");
    }

    [Fact]
    public void Every_source_project_has_a_place_in_the_layers()
    {
        var projects = Repository.Files(".csproj", "src").Select(Path.GetFileNameWithoutExtension).Where(name => name != "Topiary");
        Assert.Equal(s_allowed.Keys.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_generator_and_its_parsers_name_roslyn_symbols()
    {
        var wrong = Repository.Files(".cs", "generators")
            .Where(path => path.Contains("/Model/", StringComparison.Ordinal) || path.Contains("/Emission/", StringComparison.Ordinal))
            .Where(path => Repository.Read(path).Contains("using Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .ToList();
        Assert.Empty(wrong);
    }

    private static List<string> ReferencesOf(string assembly)
    {
        var path = Path.Combine(Repository.Root, "src", assembly, "bin", Repository.Configuration, "net10.0", assembly + ".dll");
        Assert.True(File.Exists(path), $"{path} is not built; build Framework.sln first.");
        using var reader = new PEReader(File.OpenRead(path));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
