using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Topiary.Benchmarks;

/// <summary>
/// Has the compiler find contracts and handlers, and takes their names: what any generator for them costs that does nothing
/// with them.
/// </summary>
#pragma warning disable RS1036, RS1038, RS1041 // Not shipped.
[Generator(LanguageNames.CSharp)]
internal sealed class BareGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Find(context, "Topiary.MqttContractAttribute");
        Find(context, "Topiary.MqttHandlerAttribute");
    }

    private static void Find(IncrementalGeneratorInitializationContext context, string attribute) =>
        context.RegisterSourceOutput(
            context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, static (found, _) => found.TargetSymbol.Name),
            static (_, _) => { });
}
