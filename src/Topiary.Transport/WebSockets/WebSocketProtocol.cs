namespace Topiary.Transport;

/// <summary>The WebSocket subprotocols by which MQTT is spoken (MQTT 5.0, section 6; the second is that of MQTT 3.1).</summary>
public static class WebSocketProtocol
{
    /// <summary>The subprotocol of MQTT 3.1.1 and 5.0.</summary>
    public const string Mqtt = "mqtt";

    /// <summary>The subprotocol that clients of MQTT 3.1 offer.</summary>
    public const string Mqtt31 = "mqttv3.1";

    /// <summary>Chooses among those that a client offers.</summary>
    /// <param name="offered">The client's list.</param>
    /// <returns>The one to answer with; null when none is MQTT.</returns>
    public static string? Choose(IEnumerable<string> offered)
    {
        ArgumentNullException.ThrowIfNull(offered);
        string[] all = [.. offered];
        return all.Contains(Mqtt, StringComparer.Ordinal) ? Mqtt : all.Contains(Mqtt31, StringComparer.Ordinal) ? Mqtt31 : null;
    }
}
