using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Topiary.Broker;

/// <summary>Lets Kestrel listen for MQTT.</summary>
public static class MqttKestrelExtensions
{
    /// <summary>
    /// Serves MQTT instead of HTTP at an end point of Kestrel, with the broker of <see cref="MqttBrokerServiceCollectionExtensions.AddMqttBroker"/>.
    /// Anonymous clients are let in only if <see cref="MqttBrokerOptions.AllowAnonymous"/> says so.
    /// </summary>
    /// <param name="listen">The end point.</param>
    /// <returns>The end point.</returns>
    public static ListenOptions UseMqttBroker(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.UseConnectionHandler<MqttConnectionHandler>();
        return listen;
    }
}
