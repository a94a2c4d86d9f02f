using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Tests;

/// <summary>Compiles one assembly for another one to reference.</summary>
internal static class CrossAssembly
{
    public static MetadataReference Reference(Compilation compilation) => MetadataReference.CreateFromImage(Emit(compilation));

    public static byte[] Emit(Compilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return image.ToArray();
    }
}
