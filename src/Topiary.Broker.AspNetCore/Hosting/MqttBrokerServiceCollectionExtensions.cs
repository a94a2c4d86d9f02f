using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Topiary.Broker;

/// <summary>Adds a broker to the services of an application.</summary>
public static class MqttBrokerServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="MqttBroker"/> that starts before the application takes requests and stops with it. What the options leave open is taken from the
    /// services: <see cref="ILoggerFactory"/>, <see cref="IAuthenticator"/>, <see cref="IAuthorizer"/>. Repeated calls configure the same broker.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; null for none.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMqttBroker(this IServiceCollection services, Action<MqttBrokerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<MqttBrokerOptions> options = services.AddOptions<MqttBrokerOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(Create);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MqttBrokerService>());
        return services;
    }

    private static MqttBroker Create(IServiceProvider services)
    {
        MqttBrokerOptions options = services.GetRequiredService<IOptions<MqttBrokerOptions>>().Value;
        options.LoggerFactory ??= services.GetService<ILoggerFactory>();
        options.Authenticator ??= services.GetService<IAuthenticator>();
        options.Authorizer ??= services.GetService<IAuthorizer>();
        return new MqttBroker(options);
    }
}
