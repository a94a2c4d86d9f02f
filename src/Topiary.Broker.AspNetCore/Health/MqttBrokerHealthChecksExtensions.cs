using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Topiary.Broker;

/// <summary>Adds the broker to the health checks of an application.</summary>
public static class MqttBrokerHealthChecksExtensions
{
    /// <summary>Adds a check that is healthy while the broker serves clients.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">Name of the check.</param>
    /// <param name="failureStatus">What it reports when the broker does not run; null: unhealthy.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddMqttBroker(
        this IHealthChecksBuilder builder, string name = "mqtt-broker", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, static services => new MqttBrokerHealthCheck(services.GetRequiredService<MqttBroker>()), failureStatus, tags));
    }
}
