using System.Diagnostics;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>What traces and metrics say of a route: made once, so that nothing is put together for a message. Immutable.</summary>
internal sealed class RouteTelemetry
{
    public RouteTelemetry(HandlerRouteOptions options, string? share)
    {
        Template = options.Template ?? options.Filter;
        SpanName = $"{TelemetryTags.Process} {Template}";
        Group = string.IsNullOrEmpty(share) ? null : share;
        Subscription = Group is null ? options.Filter : $"$share/{Group}/{options.Filter}";
        Tags =
        [
            new(TelemetryTags.System, TelemetryTags.SystemValue),
            new(TelemetryTags.OperationName, TelemetryTags.Process),
            new(TelemetryTags.OperationType, TelemetryTags.Process),
            new(TelemetryTags.Template, Template),
            new(TelemetryTags.Subscription, Subscription),
            new(TelemetryTags.Handler, options.Name),
        ];
    }

    /// <summary>The contract's template, or the filter.</summary>
    public string Template { get; }

    public string SpanName { get; }

    /// <summary>Name of the shared subscription; null for none.</summary>
    public string? Group { get; }

    /// <summary>The filter as it is subscribed to.</summary>
    public string Subscription { get; }

    /// <summary>Tags of every span of the route.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Tags { get; }

    /// <summary>Tells an activity of the client, the broker and the share.</summary>
    public void Describe(Activity activity, MqttClient client)
    {
        var server = client.Server;
        activity.SetTag(TelemetryTags.ClientId, client.ClientId);
        activity.SetTag(TelemetryTags.Group, Group);
        activity.SetTag(TelemetryTags.ServerAddress, server?.Address);
        activity.SetTag(TelemetryTags.ServerPort, server?.Port);
    }
}
