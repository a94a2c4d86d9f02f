using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>Sends PINGREQ into silence, and ends a connection that does not answer (a half-open link, a broker that hangs).</summary>
/// <remarks>Threading: one timer, one call at a time.</remarks>
internal sealed class KeepAliveWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ClientConnection _connection;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pingTimeout;
    private readonly KeepAlive _keepAlive;
    private readonly ITimer _timer;

    public KeepAliveWatch(ClientConnection connection, TimeSpan keepAlive, TimeSpan operationTimeout, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _pingTimeout = keepAlive < operationTimeout ? keepAlive : operationTimeout;
        _keepAlive = new KeepAlive((ushort)keepAlive.TotalSeconds, time.TimestampFrequency, _pingTimeout);
        _timer = time.CreateTimer(static state => ((KeepAliveWatch)state!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Check();
    }

    /// <summary>PINGRESP has arrived.</summary>
    public void OnPingResponse()
    {
        lock (_gate)
        {
            _keepAlive.OnPingResponse();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        if (!_keepAlive.IsEnabled)
        {
            return;
        }

        lock (_gate)
        {
            long now = _time.GetTimestamp();
            KeepAliveAction action = _keepAlive.CheckClient(now, _connection.Packets.LastSent, _connection.Packets.LastReceived);
            if (action == KeepAliveAction.Close)
            {
                _connection.Fail(new MqttDisconnectedException(
                    $"The broker at {_connection.Packets.RemoteAddress} has not answered a PINGREQ within {_pingTimeout}; the link is taken for dead."));
                return;
            }

            if (action == KeepAliveAction.SendPing)
            {
                // When there is no room for it, the peer does not read, which the deadline will show.
                _connection.Output.TryWriteControl(default(PingReqPacket), _connection.Version);
                _keepAlive.OnPingSent(now);
            }
        }

        _connection.Output.Flush();
        Rearm();
    }

    private void Rearm()
    {
        long next = _keepAlive.NextClientCheck(_connection.Packets.LastSent, _connection.Packets.LastReceived);
        double seconds = Math.Max(0, next - _time.GetTimestamp()) / (double)_time.TimestampFrequency;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(seconds * 1000))), Timeout.InfiniteTimeSpan);
    }
}
