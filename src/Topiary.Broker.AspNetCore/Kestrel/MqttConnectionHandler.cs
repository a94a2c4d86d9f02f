using Microsoft.AspNetCore.Connections;

namespace Topiary.Broker;

/// <summary>Serves MQTT on connections that Kestrel accepts: <c>kestrel.ListenAnyIP(1883, listen => listen.UseMqttBroker())</c>, after <c>UseHttps()</c> also over TLS.</summary>
/// <param name="broker">The broker that serves them.</param>
public sealed class MqttConnectionHandler(MqttBroker broker) : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await broker.ServeAsync(new PipeConnection(connection)).ConfigureAwait(false);
    }
}
