using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Topiary.Runtime;

namespace Topiary;

/// <summary>Adds the application's MQTT client to its health checks.</summary>
public static class TopiaryHealthChecksExtensions
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Adds a check that is healthy while the client is connected and the broker has granted every subscription that handlers and
    /// streams want; degraded while it connects, for as long as <paramref name="grace"/> allows, or waits for the broker's answer to
    /// a subscription; and unhealthy when a subscription is missing, when no broker has been connected for longer, or when every
    /// broker refused the client. Its data say which: <c>state</c>, <c>broker</c>, <c>missing</c>, <c>pending</c>,
    /// <c>subscriptions</c>, <c>reconnects</c> and <c>disconnectedSeconds</c>.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">Name of the check.</param>
    /// <param name="grace">For how long a broker may be away; null: 30 seconds.</param>
    /// <param name="failureStatus">What is reported in place of unhealthy; null: unhealthy.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddTopiary(
        this IHealthChecksBuilder builder, string name = "topiary", TimeSpan? grace = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var patience = grace ?? s_grace;
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, TimeSpan.Zero, nameof(grace));
        return builder.Add(new HealthCheckRegistration(
            name, services => new TopiaryHealthCheck(services.GetRequiredService<TopiaryRuntime>(), patience), failureStatus, tags));
    }
}
