namespace Topiary.Protocol;

/// <summary>
/// Keep alive of both sides (MQTT 5.0, section 3.1.2.10), driven by timestamps of the caller's clock. The client sends PINGREQ when nothing
/// has been sent, or nothing has been received, for three quarters of the interval, so that a dead link is noticed even while only one side talks.
/// </summary>
/// <remarks>Threading: not thread-safe; owned by one connection.</remarks>
public sealed class KeepAlive
{
    private readonly long _interval;
    private readonly long _pingAfter;
    private readonly long _pingTimeout;
    private long _pingSent;
    private bool _isAwaitingAnswer;

    /// <summary>Creates one for a connection.</summary>
    /// <param name="seconds">The keep alive in force; 0 is off.</param>
    /// <param name="ticksPerSecond">Ticks of a timestamp in a second, for instance <c>TimeProvider.TimestampFrequency</c>.</param>
    /// <param name="pingTimeout">How long the client waits for an answer to PINGREQ; null: half of the interval, at most 30 seconds.</param>
    public KeepAlive(ushort seconds, long ticksPerSecond, TimeSpan? pingTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ticksPerSecond);
        _interval = seconds * ticksPerSecond;
        _pingAfter = _interval - (_interval / 4);
        _pingTimeout = pingTimeout is { } timeout
            ? (long)(timeout.TotalSeconds * ticksPerSecond)
            : Math.Min(Math.Max(_interval / 2, 1), 30 * ticksPerSecond);
    }

    /// <summary>Whether keep alive is in force.</summary>
    public bool IsEnabled => _interval > 0;

    /// <summary>Client: what is to be done now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lastSent">When a packet was last sent.</param>
    /// <param name="lastReceived">When something last arrived.</param>
    /// <returns>What to do.</returns>
    public KeepAliveAction CheckClient(long now, long lastSent, long lastReceived)
    {
        if (!IsEnabled)
        {
            return KeepAliveAction.None;
        }

        // Whatever came after the PINGREQ shows as well as PINGRESP that the link is alive.
        if (_isAwaitingAnswer && lastReceived > _pingSent)
        {
            _isAwaitingAnswer = false;
        }

        if (_isAwaitingAnswer)
        {
            return now - _pingSent >= _pingTimeout ? KeepAliveAction.Close : KeepAliveAction.None;
        }

        return now - Math.Min(lastSent, lastReceived) >= _pingAfter ? KeepAliveAction.SendPing : KeepAliveAction.None;
    }

    /// <summary>Client: the time at which <see cref="CheckClient"/> can first ask for something, if nothing is sent or received until then.</summary>
    /// <param name="lastSent">When a packet was last sent.</param>
    /// <param name="lastReceived">When something last arrived.</param>
    /// <returns>A timestamp; <see cref="long.MaxValue"/> when keep alive is off.</returns>
    public long NextClientCheck(long lastSent, long lastReceived)
    {
        if (!IsEnabled)
        {
            return long.MaxValue;
        }

        return _isAwaitingAnswer && lastReceived <= _pingSent ? _pingSent + _pingTimeout : Math.Min(lastSent, lastReceived) + _pingAfter;
    }

    /// <summary>Client: PINGREQ has been sent.</summary>
    /// <param name="now">The time.</param>
    public void OnPingSent(long now)
    {
        _pingSent = now;
        _isAwaitingAnswer = true;
    }

    /// <summary>Client: PINGRESP has arrived.</summary>
    public void OnPingResponse() => _isAwaitingAnswer = false;

    /// <summary>Server: whether the client has been silent for more than one and a half times the interval.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lastReceived">When something last arrived.</param>
    /// <returns>True when the connection must be closed as after a network failure.</returns>
    public bool IsClientDead(long now, long lastReceived) => IsEnabled && now >= NextServerCheck(lastReceived);

    /// <summary>Server: the time at which a client that stays silent is dead.</summary>
    /// <param name="lastReceived">When something last arrived.</param>
    /// <returns>A timestamp; <see cref="long.MaxValue"/> when keep alive is off.</returns>
    public long NextServerCheck(long lastReceived) => IsEnabled ? lastReceived + _interval + (_interval / 2) : long.MaxValue;
}
