using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Analyzers.Tests.Verification;

/// <summary>Declares what of the client and of the runtime is not referenced yet.</summary>
internal static class PendingSurface
{
    private const string Client = """
        namespace Topiary
        {
            public interface IMqttClient
            {
                System.Threading.Tasks.ValueTask ConnectAsync(System.Threading.CancellationToken ct = default);
                System.Threading.Tasks.ValueTask SubscribeAsync([System.Diagnostics.CodeAnalysis.StringSyntax("MqttTopicFilter")] string filter);
                System.Threading.Tasks.ValueTask PublishAsync([System.Diagnostics.CodeAnalysis.StringSyntax("MqttTopic")] string topic, string payload);
                System.Threading.Tasks.ValueTask DisconnectAsync(System.Threading.CancellationToken ct = default);
            }
        }
        """;

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

    public static Compilation AddTo(Compilation compilation)
    {
        if (compilation.GetTypeByMetadataName("Topiary.IMqttClient") is null)
        {
            compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Client, TestCompilation.ParseOptions, "Client.cs"));
        }

        return compilation.GetTypeByMetadataName("Topiary.TopiaryBuilder") is null
            ? compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Runtime, TestCompilation.ParseOptions, "Runtime.cs"))
            : compilation;
    }
}
