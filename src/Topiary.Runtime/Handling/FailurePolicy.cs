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

    /// <summary>Ends a one-way message: dead letter if there is a topic for it, else refused.</summary>
    public async ValueTask EndMessageAsync(IncomingMessage message, Exception failure, int attempts, CancellationToken ct)
    {
        var handler = message.Route!.Options.Name;
        var topic = message.TopicText;
        monitor.Report(new HandlerFailure(handler, topic, failure));
        var reason = failure is UnreadablePayloadException ? ReasonCode.PayloadFormatInvalid : ReasonCode.UnspecifiedError;
        var deadLetterTopic = await deadLetters.TryPublishAsync(message, handler, failure, attempts, ct).ConfigureAwait(false);
        if (deadLetterTopic is not null)
        {
            reason = ReasonCode.Success;
        }

        LogEnd(handler, topic, failure, attempts, deadLetterTopic, reason);
        message.Settle(reason);
    }

    /// <summary>The refusal that a requester is told of a failure; what is not its business is logged.</summary>
    public MqttRequestException ToRefusal(IncomingMessage message, Exception failure, int attempts)
    {
        if (failure is MqttRequestException refusal)
        {
            return refusal;
        }

        var handler = message.Route!.Options.Name;
        var topic = message.TopicText;
        monitor.Report(new HandlerFailure(handler, topic, failure));
        if (failure is UnreadablePayloadException)
        {
            Log.PayloadUnreadable(logger, handler, topic, failure.Message, Hex(ReasonCode.Success));
            return new MqttRequestException(UnreadableCode, failure.Message);
        }

        Log.RequestFailed(logger, failure, handler, topic, attempts);
        return new MqttRequestException(InternalCode, "The responder failed; its log says why.");
    }

    private static string Hex(ReasonCode reason) => string.Create(CultureInfo.InvariantCulture, $"0x{(byte)reason:X2}");

    private void LogEnd(string handler, string topic, Exception failure, int attempts, string? deadLetterTopic, ReasonCode reason)
    {
        switch (failure, deadLetterTopic)
        {
            case (UnreadablePayloadException, null):
                Log.PayloadUnreadable(logger, handler, topic, failure.Message, Hex(reason));
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
}
