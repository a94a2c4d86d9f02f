using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Catalog;

/// <summary>TOP5xxx: the use of the client.</summary>
internal static class UsageRules
{
    private const string Category = "Topiary.Usage";

    public static readonly DiagnosticDescriptor PublisherOfNoContract = new(
        "TOP5001",
        "Publisher of something that is no contract",
        "'{0}' is no contract, so it has no publisher",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP5001.md");

    public static readonly DiagnosticDescriptor HandlerNotMarked = new(
        "TOP5002",
        "Handler class is not marked",
        "'{0}' is not marked [MqttHandler]",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP5002.md");

    public static readonly DiagnosticDescriptor WillNotMarked = new(
        "TOP5003",
        "Method is no last will",
        "'{0}' of '{1}' is not marked [Will] and cannot be the client's last will",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP5003.md");

    public static readonly DiagnosticDescriptor PublishNotAwaited = new(
        "TOP5101",
        "Publish or request is not awaited",
        "The result of '{0}' is dropped, so nobody learns whether it failed",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP5101.md");

    public static readonly DiagnosticDescriptor BlockingOnMqtt = new(
        "TOP5102",
        "Thread waits for the broker",
        "'{0}' blocks the thread until '{1}' has been answered by the broker",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP5102.md");

    public static readonly DiagnosticDescriptor StreamNotRead = new(
        "TOP5103",
        "Stream is never read",
        "'{0}' does nothing until its result is enumerated",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP5103.md");

    public static readonly DiagnosticDescriptor HandlerRegisteredAsContract = new(
        "TOP5104",
        "Handler registered as its contract",
        "'{0}' would be injected in place of the publisher of '{1}'; register it with AddHandler",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP5104.md");
}
