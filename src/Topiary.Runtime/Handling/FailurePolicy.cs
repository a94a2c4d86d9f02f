using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Topiary.Runtime;

/// <summary>What becomes of messages that handlers could not handle: answered, dead-lettered, or logged and refused. Thread-safe.</summary>
internal sealed class FailurePolicy(DeadLetters deadLetters, RuntimeMonitor monitor, ILogger logger)
{
    /// <summary>Code by which a requester is told of an exception of the responder.</summary>
    public const string InternalCode = "internal";

    /// <summary>Code by which a requester is told that its payload cannot be read.</summary>
    public const string UnreadableCode = "unreadable-payload";

    private const int LoggedBytes = 64;

    /// <summary>Ends a one-way message: dead letter if there is a topic for it, else refused; or as the policy for unreadable payloads says.</summary>
    public async ValueTask EndMessageAsync(IncomingMessage message, Exception failure, int attempts, CancellationToken ct, bool isReported = true)
    {
        var options = message.Route!.Options;
        var topic = message.TopicText;
        message.Route.OnFailed(message, failure);
        var policy = failure is UnreadablePayloadException ? options.OnUnreadable : UnreadablePolicy.Default;
        if (isReported && policy != UnreadablePolicy.Acknowledge)
        {
            // What was said to be acknowledged is expected: a test host does not throw it.
            monitor.Report(new HandlerFailure(options.Name, topic, failure));
        }

        var deadLetterTopic = policy is UnreadablePolicy.Default or UnreadablePolicy.DeadLetter
            ? await deadLetters.TryPublishAsync(message, options.Name, failure, attempts, ct).ConfigureAwait(false)
            : null;
        var reason = deadLetterTopic is not null || policy == UnreadablePolicy.Acknowledge ? ReasonCode.Success
            : failure is UnreadablePayloadException ? ReasonCode.PayloadFormatInvalid
            : ReasonCode.UnspecifiedError;
        LogEnd(message, failure, attempts, deadLetterTopic, reason);
        message.Settle(reason);
    }

    /// <summary>Ends a request that has been refused: acknowledged, unless the policy for unreadable payloads says otherwise.</summary>
    public async ValueTask EndRequestAsync(IncomingMessage message, Exception failure, CancellationToken ct)
    {
        var options = message.Route!.Options;
        if (failure is not UnreadablePayloadException || options.OnUnreadable is UnreadablePolicy.Default or UnreadablePolicy.Acknowledge)
        {
            message.Settle(ReasonCode.Success);
            return;
        }

        var deadLetterTopic = options.OnUnreadable == UnreadablePolicy.DeadLetter
            ? await deadLetters.TryPublishAsync(message, options.Name, failure, attempts: 1, ct).ConfigureAwait(false)
            : null;
        message.Settle(deadLetterTopic is null ? ReasonCode.PayloadFormatInvalid : ReasonCode.Success);
    }

    /// <summary>The refusal that a requester is told of a failure; what is not its business is logged.</summary>
    public MqttRequestException ToRefusal(IncomingMessage message, Exception failure, int attempts)
    {
        message.Route!.OnFailed(message, failure);
        if (failure is MqttRequestException refusal)
        {
            return refusal;
        }

        var handler = message.Route.Options.Name;
        var topic = message.TopicText;
        monitor.Report(new HandlerFailure(handler, topic, failure));
        if (failure is UnreadablePayloadException)
        {
            var isRejected = message.Route.Options.OnUnreadable == UnreadablePolicy.Reject;
            Log.PayloadUnreadable(logger, handler, topic, failure.Message, Hex(isRejected ? ReasonCode.PayloadFormatInvalid : ReasonCode.Success));
            LogBytes(message);
            return new MqttRequestException(UnreadableCode, failure.Message);
        }

        Log.RequestFailed(logger, failure, handler, topic, attempts);
        return new MqttRequestException(InternalCode, "The responder failed; its log says why.");
    }

    private static string Hex(ReasonCode reason) => string.Create(CultureInfo.InvariantCulture, $"0x{(byte)reason:X2}");

    private void LogEnd(IncomingMessage message, Exception failure, int attempts, string? deadLetterTopic, ReasonCode reason)
    {
        var handler = message.Route!.Options.Name;
        var topic = message.TopicText;
        switch (failure, deadLetterTopic)
        {
            case (UnreadablePayloadException, null):
                Log.PayloadUnreadable(logger, handler, topic, failure.Message, Hex(reason));
                LogBytes(message);
                break;
            case (UnreadablePayloadException, _):
                Log.UnreadableDeadLettered(logger, handler, topic, failure.Message, deadLetterTopic);
                break;
            case (_, null):
                Log.HandlerFailed(logger, failure, handler, topic, attempts, Hex(reason));
                break;
            default:
                Log.DeadLettered(logger, failure, handler, topic, attempts, deadLetterTopic);
                break;
        }
    }

    private void LogBytes(IncomingMessage message)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var payload = message.Payload;
            Log.UnreadableBytes(logger, message.TopicText, Convert.ToHexString(payload[..Math.Min(payload.Length, LoggedBytes)]));
        }
    }
}
