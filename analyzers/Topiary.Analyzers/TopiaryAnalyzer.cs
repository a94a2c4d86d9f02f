using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers;

/// <summary>
/// What all analyzers have in common: nothing is done in a compilation that does not reference Topiary, generated code is
/// left alone, and everything may run at the same time.
/// </summary>
public abstract class TopiaryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownSymbols.TryCreate(start.Compilation) is { } symbols)
            {
                Start(start, symbols);
            }
        });
    }

    /// <summary>Registers what this analyzer looks at.</summary>
    private protected abstract void Start(CompilationStartAnalysisContext context, KnownSymbols symbols);
}
