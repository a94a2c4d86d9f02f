using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Catalog;

/// <summary>TOP2xxx: contracts.</summary>
internal static class ContractRules
{
    private const string Category = "Topiary.Contracts";

    public static readonly DiagnosticDescriptor PlaceholderWithoutParameter = new(
        "TOP2001",
        "Placeholder without a parameter",
        "Placeholder '{0}' has no parameter of that name",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2001.md");

    public static readonly DiagnosticDescriptor SeveralPayloads = new(
        "TOP2002",
        "More than one payload",
        "Parameters {0} are neither levels nor options; only one of them can be the payload",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2002.md");

    public static readonly DiagnosticDescriptor ParameterWithoutPlaceholder = new(
        "TOP2003",
        "Parameter without a placeholder",
        "Parameter '{0}' has no placeholder in the topic",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2003.md");

    public static readonly DiagnosticDescriptor UnsupportedLevelType = new(
        "TOP2004",
        "Type cannot be a topic level",
        "Parameter '{0}' cannot be a topic level: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2004.md");

    public static readonly DiagnosticDescriptor UnsupportedReturnType = new(
        "TOP2005",
        "Unsupported return type",
        "'{0}' cannot return '{1}'; a contract's method returns Task, ValueTask, Task<T>, ValueTask<T> or IAsyncEnumerable<T>",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2005.md");

    public static readonly DiagnosticDescriptor DuplicateTopic = new(
        "TOP2006",
        "Topic declared twice",
        "'{0}' has the same topic as '{1}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2006.md");

    public static readonly DiagnosticDescriptor MethodWithoutTopic = new(
        "TOP2007",
        "Method without a topic",
        "'{0}' has no [Topic]",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2007.md");

    public static readonly DiagnosticDescriptor UnsupportedContractMember = new(
        "TOP2008",
        "Unsupported member in a contract",
        "'{0}' cannot be a member of a contract: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2008.md");

    public static readonly DiagnosticDescriptor ParameterByReference = new(
        "TOP2009",
        "Parameter passed by reference",
        "Parameter '{0}' of a contract's method cannot be passed by reference",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2009.md");

    public static readonly DiagnosticDescriptor RetainedRequest = new(
        "TOP2010",
        "Request is retained",
        "'{0}' is a request and cannot be retained",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2010.md");

    public static readonly DiagnosticDescriptor AttributeValueOutOfRange = new(
        "TOP2011",
        "Attribute value is out of range",
        "{0} is out of range: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2011.md");

    public static readonly DiagnosticDescriptor DuplicateMethodName = new(
        "TOP2012",
        "Two methods make one name",
        "Another method of the contract would give the same name to what is generated for '{0}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2012.md");

    public static readonly DiagnosticDescriptor UnsupportedContract = new(
        "TOP2013",
        "Interface cannot be a contract",
        "'{0}' cannot be a contract: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2013.md");

    public static readonly DiagnosticDescriptor WillOfRequest = new(
        "TOP2014",
        "Request is a last will",
        "'{0}' is a request and cannot be a last will, which nobody answers",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2014.md");

    public static readonly DiagnosticDescriptor ProgressOfNoRequest = new(
        "TOP2015",
        "Progress of something that is no request",
        "'{0}' can hear of no progress: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2015.md");

    public static readonly DiagnosticDescriptor UnreliableRequest = new(
        "TOP2101",
        "Request with QoS 0",
        "'{0}' is a request, and with QoS 0 it may be lost without anybody noticing before its deadline",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2101.md");

    public static readonly DiagnosticDescriptor SettingWithoutEffect = new(
        "TOP2102",
        "Setting of a topic has no effect",
        "{0} of '{1}' has no effect: {2}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2102.md");

    public static readonly DiagnosticDescriptor TopicOutsideContract = new(
        "TOP2103",
        "Topic outside a contract",
        "[Topic] of '{0}' has no effect, because '{1}' is not an interface marked [MqttContract]",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePage.Root + "TOP2103.md");
}
