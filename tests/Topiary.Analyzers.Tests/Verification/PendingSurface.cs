using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Analyzers.Tests.Verification;

/// <summary>Declares what of the runtime is not referenced yet.</summary>
internal static class PendingSurface
{
    private const string Runtime = """
        namespace Topiary
        {
            public sealed class TopiaryBuilder
            {
                public TopiaryBuilder AddPublisher<TContract>() where TContract : class => this;
                public TopiaryBuilder AddHandler<THandler>() where THandler : class => this;
            }

            public static class ServiceCollectionExtensions
            {
                public static TopiaryBuilder AddTopiary(this Microsoft.Extensions.DependencyInjection.IServiceCollection services) => new();
            }
        }
        """;

    public static Compilation AddTo(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Topiary.TopiaryBuilder") is null
            ? compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Runtime, TestCompilation.ParseOptions, "Runtime.cs"))
            : compilation;
}
