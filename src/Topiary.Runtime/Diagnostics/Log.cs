using Microsoft.Extensions.Logging;

namespace Topiary.Runtime;

/// <summary>The log messages of the runtime: ids 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Connecting to {Brokers}; {Handlers} handler subscriptions wanted.")]
    public static partial void Starting(ILogger logger, string brokers, int handlers);

    [LoggerMessage(4001, LogLevel.Warning, "No MQTT broker of {Brokers} is connected yet ({Reason}). The application goes on; connecting goes on in the background.")]
    public static partial void BrokerAway(ILogger logger, string brokers, string reason);

    [LoggerMessage(4002, LogLevel.Error, "Every MQTT broker of {Brokers} refused the connection for good: {Reason} Nothing is published or received until the options are mended.")]
    public static partial void Refused(ILogger logger, string brokers, string reason);

    [LoggerMessage(4003, LogLevel.Debug, "{Handler} is subscribed to '{Filter}'.")]
    public static partial void Subscribed(ILogger logger, string handler, string filter);

    [LoggerMessage(4004, LogLevel.Error, "{Handler} cannot subscribe to '{Filter}' and gets no messages: {Reason}")]
    public static partial void SubscribeFailed(ILogger logger, string handler, string filter, string reason);

    [LoggerMessage(4005, LogLevel.Warning, "Handlers were still at work when the time to stop was over; their tokens have fired and what they had not finished is not acknowledged.")]
    public static partial void DrainTimedOut(ILogger logger);

    [LoggerMessage(4006, LogLevel.Warning, "The last will '{Topic}' could not be published at the stop of the application; the broker does not publish it either.")]
    public static partial void GoodbyeFailed(ILogger logger, Exception exception, string topic);

    [LoggerMessage(4010, LogLevel.Error, "{Handler} failed on '{Topic}' (attempts: {Attempts}). The message is acknowledged with reason {Reason}.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string handler, string topic, int attempts, string reason);

    [LoggerMessage(4011, LogLevel.Warning, "{Handler} failed on '{Topic}' (attempt {Attempt}): {Error} It is tried again in {Delay} ms.")]
    public static partial void HandlerRetried(ILogger logger, string handler, string topic, int attempt, string error, double delay);

    [LoggerMessage(4012, LogLevel.Error, "{Handler} failed on '{Topic}' (attempts: {Attempts}). The message went to the dead-letter topic '{DeadLetterTopic}'.")]
    public static partial void DeadLettered(ILogger logger, Exception exception, string handler, string topic, int attempts, string deadLetterTopic);

    [LoggerMessage(4013, LogLevel.Error, "The dead letter of '{Topic}' could not be published to '{DeadLetterTopic}'.")]
    public static partial void DeadLetterFailed(ILogger logger, Exception exception, string topic, string deadLetterTopic);

    [LoggerMessage(4014, LogLevel.Error, "{Handler} failed to answer the request on '{Topic}' (attempts: {Attempts}). The requester is told 'internal'.")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string handler, string topic, int attempts);

    [LoggerMessage(4015, LogLevel.Warning, "{Handler} got '{Topic}' on its filter '{Filter}', but a level does not parse. Such messages are acknowledged and counted; this is logged once.")]
    public static partial void LevelsUnreadable(ILogger logger, string handler, string filter, string topic);

    [LoggerMessage(4016, LogLevel.Warning, "{Handler} cannot keep up with '{Filter}': its queue is full. QoS 0 messages dropped so far: {Dropped}.")]
    public static partial void MessageDropped(ILogger logger, string handler, string filter, long dropped);

    [LoggerMessage(4017, LogLevel.Warning, "{Handler} has AckMode.Manual but returned without asking for its MessageContext, so it cannot acknowledge; such messages are acknowledged for it.")]
    public static partial void ManualWithoutContext(ILogger logger, string handler);

    [LoggerMessage(4018, LogLevel.Information, "A request on '{Topic}' for {Handler} was not executed: its requester's deadline had passed.")]
    public static partial void RequestExpired(ILogger logger, string handler, string topic);

    [LoggerMessage(4019, LogLevel.Error, "{Handler} cannot read a message on '{Topic}': {Reason} The message is acknowledged with reason {Code}.")]
    public static partial void PayloadUnreadable(ILogger logger, string handler, string topic, string reason, string code);

    [LoggerMessage(4020, LogLevel.Error, "{Handler} cannot read a message on '{Topic}': {Reason} The message went to the dead-letter topic '{DeadLetterTopic}'.")]
    public static partial void UnreadableDeadLettered(ILogger logger, string handler, string topic, string reason, string deadLetterTopic);

    [LoggerMessage(4021, LogLevel.Warning, "{Handler} cannot stream an answer on '{Topic}': the message has no response topic, or too many streams are being sent.")]
    public static partial void StreamRefused(ILogger logger, string handler, string topic);

    [LoggerMessage(4022, LogLevel.Error, "{Handler} could not send its answer to the request on '{Topic}'.")]
    public static partial void ReplyFailed(ILogger logger, Exception exception, string handler, string topic);

    [LoggerMessage(4023, LogLevel.Critical, "An unexpected failure ended the handling of '{Topic}' by {Handler}. The message is acknowledged with reason 0x80.")]
    public static partial void Unexpected(ILogger logger, Exception exception, string handler, string topic);

    [LoggerMessage(4024, LogLevel.Debug, "The payload on '{Topic}' that cannot be read begins with {Hex}.")]
    public static partial void UnreadableBytes(ILogger logger, string topic, string hex);

    [LoggerMessage(4025, LogLevel.Warning, "{Handler} failed on a batch of {Count} messages (attempt {Attempt}): {Error} It is tried again in {Delay} ms.")]
    public static partial void BatchRetried(ILogger logger, string handler, int count, int attempt, string error, double delay);

    [LoggerMessage(4030, LogLevel.Debug, "A message on '{Topic}' has no correlation data of ours and is ignored.")]
    public static partial void ForeignReply(ILogger logger, string topic);

    [LoggerMessage(4031, LogLevel.Debug, "The answer to request {Number} came when nobody waited for it any more.")]
    public static partial void LateReply(ILogger logger, ulong number);

    [LoggerMessage(4032, LogLevel.Debug, "A word about a streamed answer could not be sent.")]
    public static partial void StreamControlFailed(ILogger logger, Exception exception);

    [LoggerMessage(4033, LogLevel.Information, "The connection was lost while an answer was waited for; the request on '{Topic}' is sent again with the same correlation.")]
    public static partial void RequestRepeated(ILogger logger, string topic);

    [LoggerMessage(4034, LogLevel.Debug, "A request could not be sent again.")]
    public static partial void RepeatFailed(ILogger logger, Exception exception);

    [LoggerMessage(4035, LogLevel.Debug, "{Handler} has answered the request on '{Topic}' before; it gets the same answer again.")]
    public static partial void ReplyRepeated(ILogger logger, string handler, string topic);

    [LoggerMessage(4036, LogLevel.Warning, "A report of progress of the request on '{Topic}' is left out: {Reason}")]
    public static partial void ProgressUnreadable(ILogger logger, string topic, string reason);

    [LoggerMessage(4037, LogLevel.Warning, "A report of progress could not be sent to '{Topic}'.")]
    public static partial void ProgressFailed(ILogger logger, Exception exception, string topic);

    [LoggerMessage(4038, LogLevel.Information, "The requester of '{Topic}' waits no longer; {Handler} was stopped.")]
    public static partial void RequestCancelled(ILogger logger, string topic, string handler);

    [LoggerMessage(4039, LogLevel.Information, "The broker refuses '{Filter}': handlers of such requests do not hear when their requester waits no longer. {Reason}")]
    public static partial void CancellationsUnheard(ILogger logger, string filter, string reason);

    [LoggerMessage(4040, LogLevel.Warning, "A message on '{Topic}' cannot be read by the stream of '{Filter}' and is left out: {Reason}")]
    public static partial void StreamUnreadable(ILogger logger, string filter, string topic, string reason);

    [LoggerMessage(4041, LogLevel.Warning, "The reader of '{Filter}' cannot keep up: its buffer is full. Messages dropped so far: {Dropped}.")]
    public static partial void StreamDropped(ILogger logger, string filter, long dropped);

    [LoggerMessage(4043, LogLevel.Debug, "The broker could not be asked for the value of '{Topic}' again.")]
    public static partial void StateNotAsked(ILogger logger, string topic, Exception exception);

    [LoggerMessage(4042, LogLevel.Warning, "The stream of '{Filter}' got '{Topic}', but a level does not parse. Such messages are left out; this is logged once.")]
    public static partial void StreamLevelsUnreadable(ILogger logger, string filter, string topic);
}
