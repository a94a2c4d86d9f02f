using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Topiary.Runtime;

namespace Topiary;

/// <summary>Adds Topiary to an application.</summary>
public static class TopiaryServiceCollectionExtensions
{
    /// <summary>
    /// Adds an MQTT client, connected while the host runs: publishers of contracts, handlers, typed streams
    /// (<see cref="ITopics{TContract}"/>) and <see cref="IMqttClient"/> can be injected. May be called several times; each
    /// call configures the same client.
    /// </summary>
    /// <param name="services">Services of the application.</param>
    /// <param name="configure">Configures the client; without <c>ConnectTo</c> the brokers are read from <c>Topiary:Brokers</c>.</param>
    /// <returns>A builder for publishers and handlers.</returns>
    public static TopiaryBuilder AddTopiary(this IServiceCollection services, Action<TopiaryOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var configuration = FindConfiguration(services) ?? AddServices(services);
        configure?.Invoke(new TopiaryOptionsBuilder(configuration));
        return new TopiaryBuilder(services, configuration);
    }

    private static TopiaryConfiguration? FindConfiguration(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (!service.IsKeyedService && service.ImplementationInstance is TopiaryConfiguration configuration)
            {
                return configuration;
            }
        }

        return null;
    }

    private static TopiaryConfiguration AddServices(IServiceCollection services)
    {
        var configuration = new TopiaryConfiguration(services);
        services.AddSingleton(configuration);
        services.AddSingleton(static provider => TopiaryRuntime.Create(provider));
        services.AddSingleton<IMqttClient>(static provider => provider.GetRequiredService<TopiaryRuntime>().Client);
        services.AddSingleton(static provider => provider.GetRequiredService<TopiaryRuntime>().Publisher);
        services.AddSingleton(static provider => provider.GetRequiredService<TopiaryRuntime>().Topics);
        services.AddSingleton(static provider => provider.GetRequiredService<TopiaryRuntime>().Monitor);
        services.TryAddSingleton(typeof(ITopics<>), typeof(Topics<>));
        services.AddSingleton<IHostedService, TopiaryHostedService>();
        return configuration;
    }
}
