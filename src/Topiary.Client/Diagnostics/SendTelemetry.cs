using System.Diagnostics;
using System.Text;

namespace Topiary.Client;

/// <summary>Traces and metrics of what a client sends. Nothing here allocates while only metrics are listened to.</summary>
internal static class SendTelemetry
{
    /// <summary>
    /// Starts the activity of a message and leaves the caller's current one as it is; null when nobody wants it. It is ended by
    /// <see cref="End"/>, or by <see cref="Abandon"/> when the message is never sent.
    /// </summary>
    /// <param name="name">Name of the span.</param>
    /// <param name="isRequest">Whether an answer is waited for.</param>
    /// <param name="template">The topic's template; null when it is not known.</param>
    /// <param name="frame">The message; its topic is complete.</param>
    public static Activity? Begin(string name, bool isRequest, string? template, PublishFrame frame)
    {
        if (!Instruments.Source.HasListeners())
        {
            return null;
        }

        var tags = new ActivityTagsCollection
        {
            [TelemetryTags.System] = TelemetryTags.SystemValue,
            [TelemetryTags.OperationName] = isRequest ? TelemetryTags.Request : TelemetryTags.Send,
            [TelemetryTags.OperationType] = TelemetryTags.Send,
            [TelemetryTags.Destination] = Encoding.UTF8.GetString(frame.Topic),
        };
        if (template is not null)
        {
            tags[TelemetryTags.Template] = template;
        }

        Activity? before = Activity.Current;
        Activity? activity = Instruments.Source.StartActivity(name, isRequest ? ActivityKind.Client : ActivityKind.Producer, default(ActivityContext), tags);
        Activity.Current = before;
        return activity;
    }

    /// <summary>What is known just before the message is handed over.</summary>
    public static void Describe(Activity activity, MqttClient client, PublishFrame frame)
    {
        if (activity.IsAllDataRequested)
        {
            activity.SetTag(TelemetryTags.BodySize, frame.PayloadLength);
            activity.SetTag(TelemetryTags.QoS, (int)frame.QoS);
            activity.SetTag(TelemetryTags.ClientId, client.ClientId);
        }
    }

    /// <summary>Ends the activity, and counts and times the operation.</summary>
    /// <param name="client">Who sent.</param>
    /// <param name="activity">The activity, if there is one.</param>
    /// <param name="begun">Timestamp of the call.</param>
    /// <param name="isRequest">Whether an answer was waited for.</param>
    /// <param name="template">The topic's template; null when it is not known.</param>
    /// <param name="failure">What was thrown; null when all is well.</param>
    public static void End(MqttClient client, Activity? activity, long begun, bool isRequest, string? template, Exception? failure)
    {
        ServerEndpoint? server = client.Server;
        string? error = failure?.GetType().FullName;
        if (activity is not null)
        {
            Activity? before = Activity.Current;
            if (activity.IsAllDataRequested && server is not null)
            {
                activity.SetTag(TelemetryTags.ServerAddress, server.Address);
                activity.SetTag(TelemetryTags.ServerPort, server.Port);
            }

            SetError(activity, failure);
            activity.Stop();
            Activity.Current = before == activity ? activity.Parent : before;
        }

        if (!Instruments.Sent.Enabled && !Instruments.OperationDuration.Enabled)
        {
            return;
        }

        var tags = default(TagList);
        tags.Add(TelemetryTags.System, TelemetryTags.SystemValue);
        tags.Add(TelemetryTags.OperationName, isRequest ? TelemetryTags.Request : TelemetryTags.Send);
        Add(ref tags, TelemetryTags.Template, template);
        Add(ref tags, TelemetryTags.ErrorType, error);
        Add(ref tags, TelemetryTags.ServerAddress, server?.Address);
        Add(ref tags, TelemetryTags.ServerPort, server?.Port);
        Instruments.Sent.Add(1, tags);
        if (Instruments.OperationDuration.Enabled)
        {
            tags.Add(TelemetryTags.OperationType, TelemetryTags.Send);
            Instruments.OperationDuration.Record(client.Options.TimeProvider.GetElapsedTime(begun).TotalSeconds, tags);
        }
    }

    /// <summary>The message is never sent.</summary>
    public static void Abandon(Activity? activity, Exception failure)
    {
        if (activity is not null)
        {
            Activity? before = Activity.Current;
            SetError(activity, failure);
            activity.Stop();
            Activity.Current = before;
        }
    }

    /// <summary>Adds a tag unless its value is null.</summary>
    public static void Add(ref TagList tags, string name, object? value)
    {
        if (value is not null)
        {
            tags.Add(name, value);
        }
    }

    /// <summary>Says in an activity what went wrong.</summary>
    public static void SetError(Activity activity, Exception? failure)
    {
        if (failure is null)
        {
            return;
        }

        activity.SetStatus(ActivityStatusCode.Error, failure.Message);
        if (activity.IsAllDataRequested)
        {
            activity.SetTag(TelemetryTags.ErrorType, failure.GetType().FullName);
            if (failure is MqttRequestException refusal)
            {
                activity.SetTag(TelemetryTags.ErrorCode, refusal.Code);
            }
        }
    }
}
