using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Catalog;

/// <summary>TOP4xxx: payloads and serializers.</summary>
internal static class PayloadRules
{
    private const string Category = "Topiary.Payloads";

    public static readonly DiagnosticDescriptor UnsupportedPayload = new(
        "TOP4001",
        "Unsupported payload type",
        "'{0}' cannot be a payload: '{1}' {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP4001.md");

    public static readonly DiagnosticDescriptor FormatDoesNotFitPayload = new(
        "TOP4002",
        "Format does not fit the payload",
        "PayloadFormat.{0} does not fit '{1}'; it takes {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP4002.md");

    public static readonly DiagnosticDescriptor UnsupportedMessagePack = new(
        "TOP4003",
        "Unsupported MessagePack payload",
        "'{0}' cannot be a MessagePack payload: '{1}' {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP4003.md");

    public static readonly DiagnosticDescriptor PayloadDiffersFromContract = new(
        "TOP4101",
        "Payload differs from the contract's",
        "'{0}' reads '{1}', but '{2}' declares this topic with '{3}'",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP4101.md");
}
