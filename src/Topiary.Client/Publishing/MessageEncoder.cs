using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace Topiary.Client;

/// <summary>Writes an <see cref="MqttMessage"/> into a frame.</summary>
internal static class MessageEncoder
{
    /// <returns>The activity of the message, whose context it carries; null when nobody wants one.</returns>
    /// <exception cref="ArgumentException">Something in it cannot be sent.</exception>
    public static Activity? Fill(PublishFrame frame, MqttMessage message)
    {
        ArgumentNullException.ThrowIfNull(message.Topic);
        if (message.QoS > QoS.ExactlyOnce)
        {
            throw new ArgumentException($"QoS {(int)message.QoS} does not exist.", nameof(message));
        }

        frame.QoS = message.QoS;
        frame.Retain = message.Retain;
        frame.ExpirySeconds = Seconds(message.Expiry);
        AppendTopic(frame, message.Topic);
        if (message.PayloadFormatIndicator is { } format)
        {
            frame.SetPayloadFormatIndicator(format == 1);
        }

        if (message.ContentType is not null)
        {
            frame.SetContentType(Encoding.UTF8.GetBytes(message.ContentType));
        }

        if (message.ResponseTopic is not null)
        {
            frame.SetResponseTopic(Encoding.UTF8.GetBytes(message.ResponseTopic));
        }

        if (!message.CorrelationData.IsEmpty)
        {
            frame.SetCorrelationData(message.CorrelationData.Span);
        }

        for (int i = 0; i < message.UserProperties.Count; i++)
        {
            frame.AddUserProperty(message.UserProperties[i].Key, message.UserProperties[i].Value);
        }

        Activity? activity = SendTelemetry.Begin(TelemetryTags.Send, isRequest: false, template: null, frame);
        TraceContext.Inject(frame, activity, message.UserProperties);
        frame.Write(message.Payload.Span);
        return activity;
    }

    private static void AppendTopic(PublishFrame frame, string topic)
    {
        Span<byte> room = frame.GetTopicSpan(Encoding.UTF8.GetMaxByteCount(topic.Length));
        frame.AdvanceTopic(Encoding.UTF8.GetBytes(topic, room));
    }

    private static uint Seconds(TimeSpan? expiry)
    {
        if (expiry is not { } time)
        {
            return 0;
        }

        if (time <= TimeSpan.Zero)
        {
            throw new ArgumentException($"An expiry of {time} makes no sense; it must be positive, or null for a message that never expires.", nameof(expiry));
        }

        return (uint)Math.Min(uint.MaxValue, Math.Ceiling(time.TotalSeconds));
    }
}
