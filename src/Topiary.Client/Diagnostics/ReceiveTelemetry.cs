using System.Diagnostics;

namespace Topiary.Client;

/// <summary>Traces and metrics of messages that a reader pulls. Nothing here allocates while only metrics are listened to.</summary>
internal static class ReceiveTelemetry
{
    /// <summary>
    /// Counts a message and records that it was taken: a span that belongs to the reader's own trace and is linked to the sender's,
    /// since what the reader makes of the message is not known here.
    /// </summary>
    public static void OnReceived(MqttClient client, string? template, string topic, int bodySize, UserProperties properties)
    {
        Activity? before = Activity.Current;
        if (Instruments.Source.HasListeners())
        {
            ActivityContext sender = TraceContext.Extract(properties);
            using Activity? activity = Instruments.Source.StartActivity(
                template is null ? TelemetryTags.Receive : $"{TelemetryTags.Receive} {template}",
                ActivityKind.Consumer,
                default(ActivityContext),
                new ActivityTagsCollection
                {
                    [TelemetryTags.System] = TelemetryTags.SystemValue,
                    [TelemetryTags.OperationName] = TelemetryTags.Receive,
                    [TelemetryTags.OperationType] = TelemetryTags.Receive,
                    [TelemetryTags.Destination] = topic,
                    [TelemetryTags.ClientId] = client.ClientId,
                    [TelemetryTags.BodySize] = bodySize,
                },
                sender == default ? null : [new ActivityLink(sender)]);
            if (template is not null)
            {
                activity?.SetTag(TelemetryTags.Template, template);
            }
        }

        Activity.Current = before;
        Count(client, TelemetryTags.Receive, template, group: null, error: null);
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
}
