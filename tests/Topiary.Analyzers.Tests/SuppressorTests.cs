using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Handlers;
using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>Handler methods are neither unused nor better static, whatever the SDK's analyzers say.</summary>
public class SuppressorTests
{
    [Theory]
    [InlineData("IDE0051")]
    [InlineData("CA1822")]
    [InlineData("IDE0060")]
    public async Task What_is_said_about_a_handler_method_is_suppressed(string id)
    {
        var compilation = TestCompilation.Create("""
            [MqttHandler]
            public sealed class Handler
            {
                [Subscribe("a")] public void Handles() { }
                public void Plain() { }
            }
            """);
        var withAnalyzers = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new(id, ReportDiagnostic.Warn)]))
            .WithAnalyzers(
                [new EveryMethod(id), new HandlerMethodSuppressor()],
                new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, true, false, reportSuppressedDiagnostics: true));
        var reported = await withAnalyzers.GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        var ours = reported.Where(diagnostic => diagnostic.Id == id && diagnostic.Location.SourceTree?.FilePath == "File0.cs").ToList();
        Assert.Equal(2, ours.Count);
        Assert.Equal("Handles", Assert.Single(ours, diagnostic => diagnostic.IsSuppressed).GetMessage(null));
        Assert.Equal("Plain", Assert.Single(ours, diagnostic => !diagnostic.IsSuppressed).GetMessage(null));
    }

    /// <summary>Stands for an analyzer of the SDK: reports every method under its id.</summary>
#pragma warning disable RS1001, RS1017, RS1036 // A test double that only this test runs.
    private sealed class EveryMethod(string id) : DiagnosticAnalyzer
    {
        private readonly DiagnosticDescriptor _rule = new(id, "Every method", "{0}", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(
                symbol =>
                {
                    if (symbol.Symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
                    {
                        symbol.ReportDiagnostic(Diagnostic.Create(_rule, method.Locations[0], method.Name));
                    }
                },
                SymbolKind.Method);
        }
    }
#pragma warning restore RS1001, RS1017, RS1036
}
