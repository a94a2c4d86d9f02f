using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Topiary.Broker;

/// <summary>Healthy while the broker serves clients; its figures are in the data.</summary>
internal sealed class MqttBrokerHealthCheck(MqttBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!broker.IsRunning)
        {
            return Task.FromResult(new HealthCheckResult(context.Registration.FailureStatus, "The MQTT broker does not run."));
        }

        BrokerStatistics statistics = broker.GetStatistics();
        var data = new Dictionary<string, object>
        {
            ["connections"] = statistics.Connections,
            ["sessions"] = statistics.Sessions,
            ["subscriptions"] = statistics.Subscriptions,
            ["retainedMessages"] = statistics.RetainedMessages,
            ["queuedMessages"] = statistics.QueuedMessages,
            ["queuedBytes"] = statistics.QueuedBytes,
        };
        return Task.FromResult(HealthCheckResult.Healthy("The MQTT broker runs.", data));
    }
}
