using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Broker;

/// <summary>Maps MQTT over WebSocket to a route.</summary>
public static class MqttWebSocketEndpointExtensions
{
    /// <summary>
    /// Serves MQTT clients that connect to the route by WebSocket, with the broker of <see cref="MqttBrokerServiceCollectionExtensions.AddMqttBroker"/>.
    /// Nothing else is needed in the pipeline. Anonymous clients are let in only if <see cref="MqttBrokerOptions.AllowAnonymous"/> says so.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The route.</param>
    /// <returns>For further conventions, such as <c>RequireAuthorization()</c>.</returns>
    public static IEndpointConventionBuilder MapMqttWebSocket(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/mqtt")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        MqttBroker broker = endpoints.ServiceProvider.GetService<MqttBroker>()
            ?? throw new InvalidOperationException("MapMqttWebSocket needs a broker; call services.AddMqttBroker() first.");
        MqttBrokerOptions options = endpoints.ServiceProvider.GetRequiredService<Microsoft.Extensions.Options.IOptions<MqttBrokerOptions>>().Value;
        var endpoint = new MqttWebSocketEndpoint(broker, options.Transport.WebSocketOrigins);
        IApplicationBuilder pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(endpoint.HandleAsync);
        return endpoints.Map(pattern, pipeline.Build()).WithDisplayName("MQTT over WebSocket");
    }
}
