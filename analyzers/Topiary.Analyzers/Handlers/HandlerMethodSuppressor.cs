using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Handlers;

/// <summary>Handler methods are called by generated code, so they are neither unused nor better static.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerMethodSuppressor : DiagnosticSuppressor
{
    private const string Reason = "Messages are given to this method";

    private static readonly SuppressionDescriptor s_unusedMember = new("TOPS0001", "IDE0051", Reason);
    private static readonly SuppressionDescriptor s_markStatic = new("TOPS0002", "CA1822", Reason);
    private static readonly SuppressionDescriptor s_unusedParameter = new("TOPS0003", "IDE0060", Reason);

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = ImmutableArray.Create(s_unusedMember, s_markStatic, s_unusedParameter);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (KnownSymbols.TryCreate(context.Compilation) is not { } symbols)
        {
            return;
        }

        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
            {
                continue;
            }

            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            var model = context.GetSemanticModel(tree);
            var symbol = model.GetDeclaredSymbol(node, context.CancellationToken);
            if ((symbol as IMethodSymbol ?? symbol?.ContainingSymbol as IMethodSymbol) is { } method && HandlerMethod.TryFind(method, symbols, out _))
            {
                context.ReportSuppression(Suppression.Create(DescriptorOf(diagnostic.Id), diagnostic));
            }
        }
    }

    private static SuppressionDescriptor DescriptorOf(string id) => id switch
    {
        "IDE0051" => s_unusedMember,
        "CA1822" => s_markStatic,
        _ => s_unusedParameter,
    };
}
