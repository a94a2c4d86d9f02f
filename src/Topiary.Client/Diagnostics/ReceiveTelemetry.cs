using System.Diagnostics;

namespace Topiary.Client;

/// <summary>Traces and metrics of messages that a reader pulls. Nothing here allocates while only metrics are listened to.</summary>
internal static class ReceiveTelemetry
{
    /// <summary>
    /// Counts a message and records that it was taken: a span that belongs to the reader's own trace and is linked to the sender's,
    /// since what the reader makes of the message is not known here.
    /// </summary>
    /// <param name="client">Who received it.</param>
    /// <param name="message">The message.</param>
    /// <param name="failure">Why it cannot be read; null when all is well.</param>
    public static void OnReceived(MqttClient client, in TakenMessage message, Exception? failure = null)
    {
        if (Instruments.Source.HasListeners())
        {
            Activity? before = Activity.Current;
            Record(client, message, failure);
            Activity.Current = before;
        }

        Count(client, TelemetryTags.Receive, message.Template, group: null, failure?.GetType().FullName);
    }

    /// <summary>Counts a message that was given to the application.</summary>
    public static void Count(MqttClient client, string operation, string? template, string? group, string? error)
    {
        if (!Instruments.Consumed.Enabled)
        {
            return;
        }

        TagList tags = Tags(client, operation, template, group, error);
        Instruments.Consumed.Add(1, tags);
    }

    /// <summary>What all metrics of received messages are told apart by.</summary>
    public static TagList Tags(MqttClient client, string operation, string? template, string? group, string? error)
    {
        ServerEndpoint? server = client.Server;
        var tags = default(TagList);
        tags.Add(TelemetryTags.System, TelemetryTags.SystemValue);
        tags.Add(TelemetryTags.OperationName, operation);
        SendTelemetry.Add(ref tags, TelemetryTags.Template, template);
        SendTelemetry.Add(ref tags, TelemetryTags.Group, group);
        SendTelemetry.Add(ref tags, TelemetryTags.ErrorType, error);
        SendTelemetry.Add(ref tags, TelemetryTags.ServerAddress, server?.Address);
        SendTelemetry.Add(ref tags, TelemetryTags.ServerPort, server?.Port);
        return tags;
    }

    private static void Record(MqttClient client, in TakenMessage message, Exception? failure)
    {
        ActivityContext sender = TraceContext.Extract(message.Properties);
        var tags = new ActivityTagsCollection
        {
            [TelemetryTags.System] = TelemetryTags.SystemValue,
            [TelemetryTags.OperationName] = TelemetryTags.Receive,
            [TelemetryTags.OperationType] = TelemetryTags.Receive,
            [TelemetryTags.Destination] = message.Topic,
            [TelemetryTags.ClientId] = client.ClientId,
            [TelemetryTags.BodySize] = message.BodySize,
            [TelemetryTags.QoS] = (int)message.QoS,
        };
        using Activity? activity = Instruments.Source.StartActivity(
            message.Template is null ? TelemetryTags.Receive : $"{TelemetryTags.Receive} {message.Template}",
            ActivityKind.Consumer,
            default(ActivityContext),
            tags,
            sender == default ? null : [new ActivityLink(sender)]);
        if (activity is null)
        {
            return;
        }

        ServerEndpoint? server = client.Server;
        activity.SetTag(TelemetryTags.Template, message.Template);
        activity.SetTag(TelemetryTags.Subscription, message.Subscription);
        activity.SetTag(TelemetryTags.ServerAddress, server?.Address);
        activity.SetTag(TelemetryTags.ServerPort, server?.Port);
        SendTelemetry.SetError(activity, failure);
    }
}
