using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Topiary.Runtime;

/// <summary>
/// Healthy while the client is connected and the broker has granted what is wanted; degraded while it is expected to become so;
/// the registration's failure status when something is missing for good or for too long. Asks the broker nothing.
/// </summary>
internal sealed class TopiaryHealthCheck(TopiaryRuntime runtime, TimeSpan grace) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var client = runtime.Client;
        var state = client.State;
        var subscriptions = client.GetSubscriptions().Where(static subscription => !CancelTopics.IsFilter(subscription.Filter)).ToArray();
        var missing = Missing(subscriptions);
        var pending = subscriptions.Where(static subscription => subscription.State == MqttSubscriptionState.Pending).Select(static subscription => subscription.Filter).ToArray();
        var away = runtime.Connection.Away;
        var data = new Dictionary<string, object>
        {
            ["state"] = state.ToString(),
            ["broker"] = client.ConnectedBroker ?? "",
            ["subscriptions"] = subscriptions.Length,
            ["missing"] = missing.Keys.ToArray(),
            ["pending"] = pending,
            ["reconnects"] = client.Statistics.Reconnects,
        };
        if (away is { } time)
        {
            data["disconnectedSeconds"] = Math.Round(time.TotalSeconds, 3);
        }

        var (status, text) = Judge(state, away ?? TimeSpan.Zero, missing, pending.Length, context.Registration.FailureStatus);
        return Task.FromResult(new HealthCheckResult(status, text, exception: null, data));
    }

    private (HealthStatus Status, string Text) Judge(
        MqttClientState state, TimeSpan away, Dictionary<string, string> missing, int pending, HealthStatus failure)
    {
        if (state == MqttClientState.Stopped)
        {
            return (failure, "The MQTT client has stopped: every broker refused it, or it was disposed.");
        }

        if (missing.Count > 0)
        {
            return (failure, "Subscriptions are missing. " + string.Join(" ", missing.Select(static item => $"'{item.Key}': {item.Value}")));
        }

        if (state != MqttClientState.Connected)
        {
            var seconds = away.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            return away < grace
                ? (HealthStatus.Degraded, $"No MQTT broker has been connected for {seconds} s.")
                : (failure, $"No MQTT broker has been connected for {seconds} s, longer than the grace of {grace.TotalSeconds:0} s.");
        }

        return pending > 0
            ? (HealthStatus.Degraded, $"The broker has not answered yet about {pending} of the subscriptions.")
            : (HealthStatus.Healthy, "The MQTT broker is connected and has granted every subscription.");
    }

    /// <summary>Wanted filters that the broker does not serve, with the reason: those of handlers too that were refused at once.</summary>
    private Dictionary<string, string> Missing(IReadOnlyList<MqttSubscriptionStatus> subscriptions)
    {
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var subscription in subscriptions)
        {
            if (subscription.State == MqttSubscriptionState.Missing)
            {
                missing[subscription.Filter] = subscription.Reason ?? "";
            }
        }

        foreach (var route in runtime.Dispatchers.SelectMany(static dispatcher => dispatcher.Routes))
        {
            if (route.SubscriptionError is { } error)
            {
                missing[route.Telemetry.Subscription] = error;
            }
        }

        return missing;
    }
}
