using System.Runtime.InteropServices;

namespace Topiary.Repository.Tests;

/// <summary>
/// Publishes the sample NativeAot with Native AOT, expects no warning, and runs it. Built for net9.0, whose AOT compiler brings its
/// framework along; the sources are the same.
/// </summary>
public sealed class NativeAotTests
{
    [Fact]
    public async Task The_sample_is_published_without_a_warning_and_runs()
    {
        Need(RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && RuntimeInformation.OSArchitecture == Architecture.X64, "Native AOT is tried on Linux x64 only.");
        Need(File.Exists("/usr/bin/gcc"), "gcc, the linker of this test, is not installed.");
        var folder = Directory.CreateTempSubdirectory("topiary-aot-").FullName;
        try
        {
            var published = await Command.RunAsync(
                "dotnet", Repository.Root, "publish", "samples/NativeAot", "-c", "Release", "-r", "linux-x64", "-o", Path.Combine(folder, "out"),
                "--artifacts-path", Path.Combine(folder, "build"), "-p:TopiaryTargetFramework=net9.0", "-p:TopiaryPublishAot=true",
                "-p:CppCompilerAndLinker=gcc", "-p:TrimmerSingleWarn=false", "-nodeReuse:false", "-v", "m");
            Assert.True(published.ExitCode == 0, published.Output);
            Assert.DoesNotContain("warning", published.Output, StringComparison.OrdinalIgnoreCase);

            var expected = MarkdownBlock.In("samples/NativeAot/README.md").First(block => block.Language == "text").Text;
            var ran = await Command.RunAsync(Path.Combine(folder, "out", "NativeAot"), folder);
            Assert.True(ran.ExitCode == 0, ran.Output);
            Assert.Equal(expected.Trim(), ran.Output.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Need(bool present, string reason)
    {
        Assert.False(!present && Environment.GetEnvironmentVariable("TOPIARY_REQUIRE_PEERS") == "1", reason);
        Assert.SkipUnless(present, reason);
    }
}
