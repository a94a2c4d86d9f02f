using System.Diagnostics;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// Traces and measures the handling of batches while somebody listens. A batch has one span, which is linked to those of its
/// senders: it can be the child of one only. Thread-safe.
/// </summary>
internal sealed class ObservedBatchProcessor(IBatchProcessor inner, MqttClient client, TimeProvider time) : IBatchProcessor
{
    private const int MostLinks = 128;

    /// <inheritdoc/>
    public ValueTask ProcessAsync(IReadOnlyList<IncomingMessage> messages) =>
        Instruments.ObserveProcessing ? ObserveAsync(messages) : inner.ProcessAsync(messages);

    private async ValueTask ObserveAsync(IReadOnlyList<IncomingMessage> messages)
    {
        var begun = time.GetTimestamp();
        var telemetry = messages[0].Route!.Telemetry;
        using var activity = Start(messages, telemetry);
        await inner.ProcessAsync(messages).ConfigureAwait(false);
        Exception? failure = null;
        foreach (var message in messages)
        {
            failure ??= message.FailureCause;
            ReceiveTelemetry.Count(client, TelemetryTags.Process, telemetry.Template, telemetry.Group, message.FailureCause?.GetType().FullName);
        }

        if (activity is not null)
        {
            SendTelemetry.SetError(activity, failure);
        }

        if (Instruments.ProcessDuration.Enabled)
        {
            var tags = ReceiveTelemetry.Tags(client, TelemetryTags.Process, telemetry.Template, telemetry.Group, failure?.GetType().FullName);
            Instruments.ProcessDuration.Record(time.GetElapsedTime(begun).TotalSeconds, tags);
        }
    }

    private Activity? Start(IReadOnlyList<IncomingMessage> messages, RouteTelemetry telemetry)
    {
        if (!Instruments.Source.HasListeners())
        {
            return null;
        }

        var links = messages.Take(MostLinks)
            .Select(static message => TraceContext.Extract(message.Properties.UserProperties.ToUserProperties()))
            .Where(static sender => sender != default)
            .Select(static sender => new ActivityLink(sender))
            .ToList();
        var activity = Instruments.Source.StartActivity(telemetry.SpanName, ActivityKind.Consumer, default(ActivityContext), telemetry.Tags, links);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(TelemetryTags.BatchCount, messages.Count);
            telemetry.Describe(activity, client);
        }

        return activity;
    }
}
