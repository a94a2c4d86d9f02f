using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>Publishes messages that could not be handled to the dead-letter topic, with cause and origin. Thread-safe.</summary>
/// <param name="client">The client.</param>
/// <param name="template">Topic in which <c>{topic}</c> stands for the message's own; null for no dead letters.</param>
/// <param name="time">Says when the message was given up.</param>
/// <param name="logger">Receives failures.</param>
internal sealed class DeadLetters(MqttClient client, string? template, TimeProvider time, ILogger logger)
{
    /// <summary>Placeholder of the message's own topic.</summary>
    public const string Placeholder = "{topic}";

    private readonly string _prefix = template is null ? "" : template.Split(Placeholder)[0];

    /// <summary>Publishes a message's dead letter.</summary>
    /// <returns>Its topic; null when there is none for it, or it could not be published.</returns>
    public async ValueTask<string?> TryPublishAsync(IncomingMessage message, string handler, Exception cause, int attempts, CancellationToken ct)
    {
        var origin = message.TopicText;

        // A dead letter that fails in its own handler would come back for ever.
        if (template is null || (_prefix.Length > 0 && origin.StartsWith(_prefix, StringComparison.Ordinal)))
        {
            return null;
        }

        var topic = template.Replace(Placeholder, origin, StringComparison.Ordinal);
        try
        {
            await client.PublishAsync(Write(message, topic, origin, handler, cause, attempts), ct).ConfigureAwait(false);
            message.Route?.OnDeadLettered();
            return topic;
        }
        catch (Exception e) when (e is MqttException or TimeoutException or OperationCanceledException or ObjectDisposedException or ArgumentException)
        {
            Log.DeadLetterFailed(logger, e, origin, topic);
            return null;
        }
    }

    private PublishFrame Write(IncomingMessage message, string topic, string origin, string handler, Exception cause, int attempts)
    {
        var frame = client.RentFrame();
        frame.QoS = QoS.AtLeastOnce;
        frame.AppendTopic(Encoding.UTF8.GetBytes(topic));
        var properties = message.Properties;
        if (properties.HasContentType)
        {
            frame.SetContentType(properties.ContentType.Span);
        }

        if (properties.HasCorrelationData)
        {
            frame.SetCorrelationData(properties.CorrelationData.Span);
        }

        foreach (var pair in properties.UserProperties)
        {
            var (name, value) = pair.ToStrings();
            frame.AddUserProperty(name, value);
        }

        // The cause of an unreadable payload is what the serializer said.
        var inner = cause is UnreadablePayloadException { InnerException: { } said } ? said : cause;
        frame.AddUserProperty("topiary-origin", origin);
        frame.AddUserProperty("topiary-handler", handler);
        frame.AddUserProperty("topiary-attempts", attempts.ToString(CultureInfo.InvariantCulture));
        frame.AddUserProperty("topiary-time", time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        frame.AddUserProperty("topiary-cause", PropertyText.Clean($"{inner.GetType().FullName}: {inner.Message}"));
        message.ReceivedPayload.CopyTo(frame.GetSpan(message.ReceivedPayload.Length));
        frame.Advance(message.ReceivedPayload.Length);
        return frame;
    }
}
