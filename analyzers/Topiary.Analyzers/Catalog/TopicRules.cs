using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Catalog;

/// <summary>TOP1xxx: topics and filters.</summary>
internal static class TopicRules
{
    private const string Category = "Topiary.Topics";

    public static readonly DiagnosticDescriptor MalformedTopic = new(
        "TOP1001",
        "Malformed topic",
        "'{0}' is no valid topic: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1001.md");

    public static readonly DiagnosticDescriptor MultiLevelWildcardNotLast = new(
        "TOP1002",
        "'#' is not the last level",
        "'#' must be the last level of '{0}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1002.md");

    public static readonly DiagnosticDescriptor WildcardInsideLevel = new(
        "TOP1003",
        "Wildcard inside a level",
        "'{1}' must fill a level of '{0}' alone",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1003.md");

    public static readonly DiagnosticDescriptor WildcardInTopicName = new(
        "TOP1004",
        "Wildcard in a topic that is published to",
        "'{0}' is published to, so it cannot hold '{1}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1004.md");

    public static readonly DiagnosticDescriptor TopicTooLong = new(
        "TOP1005",
        "Topic is too long",
        "'{0}' has more than 65,535 bytes of UTF-8",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1005.md");

    public static readonly DiagnosticDescriptor MalformedSharedSubscription = new(
        "TOP1006",
        "Malformed shared subscription",
        "'{0}' is no valid shared subscription: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1006.md");

    public static readonly DiagnosticDescriptor MalformedPlaceholder = new(
        "TOP1007",
        "Malformed placeholder",
        "'{0}' is no valid topic template: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1007.md");

    public static readonly DiagnosticDescriptor LeadingSlash = new(
        "TOP1101",
        "Topic begins with a slash",
        "'{0}' begins with '/', which makes its first level empty",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1101.md");

    public static readonly DiagnosticDescriptor EmptyLevel = new(
        "TOP1102",
        "Topic has an empty level",
        "'{0}' has an empty level",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1102.md");

    public static readonly DiagnosticDescriptor ReservedTopic = new(
        "TOP1103",
        "Reserved topic is published to",
        "'{0}' is published to, but topics below '{1}' belong to the broker",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1103.md");

    public static readonly DiagnosticDescriptor TooManyLevels = new(
        "TOP1104",
        "Topic has very many levels",
        "'{0}' has {1} levels; brokers limit them",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1104.md");

    public static readonly DiagnosticDescriptor InvisibleCharacter = new(
        "TOP1105",
        "Invisible character in a topic",
        "'{0}' holds {1}, which nobody can see and many brokers refuse",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1105.md");

    public static readonly DiagnosticDescriptor PlaceholderInPlainTopic = new(
        "TOP1106",
        "Placeholder in a plain topic",
        "'{0}' holds '{1}' as it is written; an interpolated string or a template may be meant",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1106.md");

    public static readonly DiagnosticDescriptor FilterMatchesNothing = new(
        "TOP1107",
        "Filter matches no topic of a contract",
        "'{0}' matches no topic of the contracts that begin with the same level{1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP1107.md");
}
