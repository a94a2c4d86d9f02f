namespace Topiary.Client;

/// <summary>Exponential back-off with jitter: the wait doubles, and each is shortened at random by up to a half so that clients do not come back in step.</summary>
/// <remarks>Threading: used by the connection manager's loop only.</remarks>
internal sealed class ReconnectDelay(MqttClientOptions options)
{
    private TimeSpan _next = options.ReconnectDelayMin;

    /// <summary>The wait before the next attempt.</summary>
    public TimeSpan Next()
    {
        TimeSpan full = _next;
        TimeSpan doubled = full * 2;
        _next = doubled < options.ReconnectDelayMax ? doubled : options.ReconnectDelayMax;
        return full * (1 - (options.NextRandom() / 2));
    }

    /// <summary>A connection has ended. One that held only as long as the last wait does not start the back-off anew, or a broker that accepts and closes would be hammered.</summary>
    public void OnConnectionEnded(TimeSpan lifetime)
    {
        if (lifetime >= _next)
        {
            _next = options.ReconnectDelayMin;
        }
    }
}
