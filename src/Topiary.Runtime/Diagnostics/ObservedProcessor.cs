using System.Diagnostics;
using System.Runtime.CompilerServices;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>Traces and measures the handling of messages while somebody listens; else it is not in the way. Thread-safe.</summary>
internal sealed class ObservedProcessor(IMessageProcessor inner, MqttClient client, TimeProvider time) : IMessageProcessor
{
    /// <inheritdoc/>
    public ValueTask ProcessAsync(IncomingMessage message) =>
        Instruments.ObserveProcessing ? ObserveAsync(message) : inner.ProcessAsync(message);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ObserveAsync(IncomingMessage message)
    {
        var begun = time.GetTimestamp();
        var telemetry = message.Route!.Telemetry;
        using var activity = Start(message, telemetry);
        await inner.ProcessAsync(message).ConfigureAwait(false);
        var failure = message.FailureCause;
        if (activity is not null)
        {
            SendTelemetry.SetError(activity, failure);
        }

        Measure(telemetry, begun, failure?.GetType().FullName);
    }

    private void Measure(RouteTelemetry telemetry, long begun, string? error)
    {
        var tags = ReceiveTelemetry.Tags(client, TelemetryTags.Process, telemetry.Template, telemetry.Group, error);
        Instruments.Consumed.Add(1, tags);
        if (Instruments.ProcessDuration.Enabled)
        {
            Instruments.ProcessDuration.Record(time.GetElapsedTime(begun).TotalSeconds, tags);
        }
    }

    private Activity? Start(IncomingMessage message, RouteTelemetry telemetry)
    {
        if (!Instruments.Source.HasListeners())
        {
            return null;
        }

        var properties = message.Properties.UserProperties.ToUserProperties();
        var kind = message.Route!.Options.Kind == RouteKind.OneWay ? ActivityKind.Consumer : ActivityKind.Server;
        var activity = Instruments.Source.StartActivity(telemetry.SpanName, kind, TraceContext.Extract(properties), telemetry.Tags);
        if (activity is null)
        {
            return null;
        }

        TraceContext.TakeBaggage(properties, activity);
        if (activity.IsAllDataRequested)
        {
            activity.SetTag(TelemetryTags.Destination, message.TopicText);
            activity.SetTag(TelemetryTags.BodySize, message.Payload.Length);
            activity.SetTag(TelemetryTags.QoS, (int)message.QoS);
            telemetry.Describe(activity, client);
        }

        return activity;
    }
}
