namespace Topiary.Generators.Parsing;

/// <summary>Ids of everything that the parser can find wrong; never reused. Texts are in the analyzers' catalog.</summary>
internal static class ProblemId
{
    public const string MalformedTopic = "TOP1001";
    public const string MultiLevelWildcardNotLast = "TOP1002";
    public const string WildcardInsideLevel = "TOP1003";
    public const string WildcardInTopicName = "TOP1004";
    public const string TopicTooLong = "TOP1005";
    public const string MalformedSharedSubscription = "TOP1006";
    public const string MalformedPlaceholder = "TOP1007";

    public const string PlaceholderWithoutParameter = "TOP2001";
    public const string SeveralPayloads = "TOP2002";
    public const string ParameterWithoutPlaceholder = "TOP2003";
    public const string UnsupportedLevelType = "TOP2004";
    public const string UnsupportedReturnType = "TOP2005";
    public const string DuplicateTopic = "TOP2006";
    public const string MethodWithoutTopic = "TOP2007";
    public const string UnsupportedContractMember = "TOP2008";
    public const string ParameterByReference = "TOP2009";
    public const string RetainedRequest = "TOP2010";
    public const string AttributeValueOutOfRange = "TOP2011";
    public const string DuplicateMethodName = "TOP2012";
    public const string UnsupportedContract = "TOP2013";
    public const string WillOfRequest = "TOP2014";
    public const string ProgressOfNoRequest = "TOP2015";

    public const string HandlerParameterDoesNotFit = "TOP3001";
    public const string HandledMemberIsNoTopic = "TOP3002";
    public const string HandledLevelInvalid = "TOP3003";
    public const string UnsupportedHandlerReturnType = "TOP3004";
    public const string HandlerSeveralPayloads = "TOP3005";
    public const string HandlerHandlesNothing = "TOP3006";
    public const string UnsupportedHandlerClass = "TOP3007";
    public const string HandlerMethodOutsideHandler = "TOP3008";
    public const string UnsupportedHandlerMethod = "TOP3011";
    public const string OrderedByNoLevel = "TOP3012";
    public const string UnsupportedBatch = "TOP3013";

    public const string UnsupportedPayload = "TOP4001";
    public const string FormatDoesNotFitPayload = "TOP4002";
    public const string UnsupportedMessagePack = "TOP4003";

    public const string PublisherOfNoContract = "TOP5001";
    public const string HandlerNotMarked = "TOP5002";
    public const string WillNotMarked = "TOP5003";
}
