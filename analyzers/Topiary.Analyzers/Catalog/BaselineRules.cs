using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Catalog;

/// <summary>TOP2xxx: contracts compared with their baseline.</summary>
internal static class BaselineRules
{
    private const string Category = "Topiary.Contracts";

    public static readonly DiagnosticDescriptor BreaksBaseline = new(
        "TOP2104",
        "Contract breaks its baseline",
        "'{0}' breaks those who were built with the baseline: {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2104.md");

    public static readonly DiagnosticDescriptor NotInBaseline = new(
        "TOP2105",
        "Contract is not in the baseline",
        "'{0}' is not in the baseline, so that later changes of it go unnoticed",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2105.md");

    public static readonly DiagnosticDescriptor UnreadableBaseline = new(
        "TOP2106",
        "Baseline cannot be read",
        "'{0}' is no baseline of contracts: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2106.md");

    public static readonly DiagnosticDescriptor ContractIsGone = new(
        "TOP2107",
        "Contract of the baseline is gone",
        "'{0}' is in the baseline, but no contract of this project",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2107.md");
}
