using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Catalog;

/// <summary>TOP3xxx: handlers.</summary>
internal static class HandlerRules
{
    private const string Category = "Topiary.Handlers";

    public static readonly DiagnosticDescriptor HandlerParameterDoesNotFit = new(
        "TOP3001",
        "Handler's parameter does not fit",
        "Parameter '{0}' does not fit: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3001.md");

    public static readonly DiagnosticDescriptor HandledMemberIsNoTopic = new(
        "TOP3002",
        "Handled member is no topic",
        "'{0}' is no topic of '{1}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3002.md");

    public static readonly DiagnosticDescriptor HandledLevelInvalid = new(
        "TOP3003",
        "Narrowing level is invalid",
        "'{0}' does not narrow a level: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3003.md");

    public static readonly DiagnosticDescriptor UnsupportedHandlerReturnType = new(
        "TOP3004",
        "Unsupported return type of a handler",
        "'{0}' cannot return '{1}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3004.md");

    public static readonly DiagnosticDescriptor HandlerSeveralPayloads = new(
        "TOP3005",
        "Handler takes more than one payload",
        "Parameters {0} are neither levels nor context; only one of them can be the payload",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3005.md");

    public static readonly DiagnosticDescriptor HandlerHandlesNothing = new(
        "TOP3006",
        "Handler handles nothing",
        "'{0}' is marked [MqttHandler] but handles nothing",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3006.md");

    public static readonly DiagnosticDescriptor UnsupportedHandlerClass = new(
        "TOP3007",
        "Class cannot be a handler",
        "'{0}' cannot be a handler: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3007.md");

    public static readonly DiagnosticDescriptor HandlerMethodOutsideHandler = new(
        "TOP3008",
        "Handler method outside a handler class",
        "'{0}' is never called, because its class is not marked [MqttHandler]",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3008.md");

    public static readonly DiagnosticDescriptor UnsupportedHandlerMethod = new(
        "TOP3011",
        "Method cannot be a handler",
        "'{0}' cannot handle messages: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3011.md");

    public static readonly DiagnosticDescriptor OrderedByNoLevel = new(
        "TOP3012",
        "Messages cannot be ordered by this level",
        "[OrderBy] cannot order by '{0}': {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3012.md");

    public static readonly DiagnosticDescriptor UnsupportedBatch = new(
        "TOP3013",
        "Method cannot take batches",
        "'{0}' cannot take batches: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3013.md");

    public static readonly DiagnosticDescriptor BlockingCall = new(
        "TOP3101",
        "Blocking call in a handler",
        "'{0}' handles messages and should not block its thread in '{1}'",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3101.md");

    public static readonly DiagnosticDescriptor AsyncVoidHandler = new(
        "TOP3102",
        "Handler is async void",
        "'{0}' is async void, so its message is acknowledged before it has finished and an exception ends the process",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3102.md");

    public static readonly DiagnosticDescriptor ContextOutlivesHandler = new(
        "TOP3103",
        "Message context is used after its handler",
        "'{0}' is valid until '{1}' returns; copy what is needed longer",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3103.md");

    public static readonly DiagnosticDescriptor NeverAcknowledged = new(
        "TOP3104",
        "Message is never acknowledged",
        "'{0}' says AckMode.Manual but never calls Acknowledge, so its messages are delivered again and again",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3104.md");

    public static readonly DiagnosticDescriptor AcknowledgeWithoutEffect = new(
        "TOP3105",
        "Acknowledge has no effect",
        "'{0}' acknowledges by itself; calling Acknowledge needs AckMode.Manual",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3105.md");

    public static readonly DiagnosticDescriptor AckModeWithoutEffect = new(
        "TOP3106",
        "Ack mode has no effect",
        "Messages of QoS 0 are never acknowledged, so the Ack of '{0}' has no effect",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3106.md");

    public static readonly DiagnosticDescriptor RetryWithoutEffect = new(
        "TOP3107",
        "Retry has no effect",
        "[Retry] has no effect on '{0}', which handles no messages",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3107.md");

    public static readonly DiagnosticDescriptor OverlappingFilters = new(
        "TOP3108",
        "Two handlers of a class for one message",
        "'{0}' and '{1}' both handle messages such as those of '{2}'",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3108.md");

    public static readonly DiagnosticDescriptor SettingWithoutEffect = new(
        "TOP3109",
        "Setting of a handler has no effect",
        "{0} of '{1}' has no effect: {2}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3109.md");

    public static readonly DiagnosticDescriptor RequestAnsweredTwice = new(
        "TOP3110",
        "Two handlers answer one request",
        "'{0}' and '{1}' are both registered and answer requests such as those of '{2}'; the asker gets whichever answer comes first",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3110.md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor OverlappingHandlers = new(
        "TOP3111",
        "Two handlers share topics by accident",
        "'{0}' and '{1}' both get messages such as those of '{2}', but {3}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP3111.md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);
}
