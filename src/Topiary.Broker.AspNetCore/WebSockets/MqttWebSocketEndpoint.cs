using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>Takes a WebSocket request and hands the connection to the broker.</summary>
internal sealed class MqttWebSocketEndpoint(MqttBroker broker, IReadOnlyList<string>? origins)
{
    public async Task HandleAsync(HttpContext context)
    {
        string? protocol = WebSocketProtocol.Choose(context.WebSockets.WebSocketRequestedProtocols);
        (int status, string text) = (context.WebSockets.IsWebSocketRequest, protocol, broker.IsRunning) switch
        {
            (false, _, _) => (StatusCodes.Status426UpgradeRequired, "Only WebSocket is served here."),
            (_, null, _) => (StatusCodes.Status400BadRequest, "The subprotocol \"mqtt\" is not offered."),
            (_, _, false) => (StatusCodes.Status503ServiceUnavailable, "The broker does not run."),
            _ when !IsAllowed(context.Request.Headers.Origin) => (StatusCodes.Status403Forbidden, "Pages of this origin may not connect."),
            _ => (0, ""),
        };
        if (status != 0)
        {
            context.Response.StatusCode = status;
            if (status == StatusCodes.Status426UpgradeRequired)
            {
                context.Response.Headers.Upgrade = "websocket";
            }

            await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        // MQTT looks after the life of its connections itself.
        var accept = new WebSocketAcceptContext { SubProtocol = protocol, KeepAliveInterval = Timeout.InfiniteTimeSpan };
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(accept).ConfigureAwait(false);
        ConnectionInfo connection = context.Connection;
        string scheme = context.Request.IsHttps ? "wss" : "ws";
        await broker.ServeAsync(new WebSocketConnection(
            socket,
            EndPointText.Format(scheme, connection.LocalIpAddress, connection.LocalPort),
            EndPointText.Format(scheme, connection.RemoteIpAddress, connection.RemotePort),
            connection.ClientCertificate)).ConfigureAwait(false);
    }

    private bool IsAllowed(string? origin)
        => origins is null || string.IsNullOrEmpty(origin) || origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
