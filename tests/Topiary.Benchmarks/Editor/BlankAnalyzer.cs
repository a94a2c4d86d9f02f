using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Topiary.Benchmarks;

/// <summary>
/// Wants to see what Topiary's analyzers want to see, and does nothing with it: what the compiler makes for any analyzer of
/// operations, those of the SDK included, is no cost of ours.
/// </summary>
#pragma warning disable RS1036, RS1038, RS1041, RS2008 // Not shipped.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BlankAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new("BLANK", "Blank", "Blank", "Blank", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [s_rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static _ => { }, SymbolKind.NamedType, SymbolKind.Method);
        context.RegisterOperationAction(
            static _ => { },
            OperationKind.Argument,
            OperationKind.SimpleAssignment,
            OperationKind.FieldInitializer,
            OperationKind.PropertyInitializer,
            OperationKind.ParameterInitializer,
            OperationKind.Invocation,
            OperationKind.ExpressionStatement);
    }
}
