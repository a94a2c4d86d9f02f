namespace Topiary.Transport;

/// <summary>The kinds of transport that an address can name.</summary>
public enum MqttScheme
{
    /// <summary><c>mqtt://</c> or <c>tcp://</c>: plain TCP, port 1883.</summary>
    Tcp,

    /// <summary><c>mqtts://</c>: TLS over TCP, port 8883.</summary>
    Tls,

    /// <summary><c>ws://</c>: WebSocket, port 80.</summary>
    WebSocket,

    /// <summary><c>wss://</c>: WebSocket over TLS, port 443.</summary>
    SecureWebSocket,

    /// <summary><c>unix:</c>: a Unix domain socket.</summary>
    Unix,

    /// <summary><c>memory:</c>: inside this process.</summary>
    Memory,
}
