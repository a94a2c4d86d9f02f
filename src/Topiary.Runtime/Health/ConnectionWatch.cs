namespace Topiary.Runtime;

/// <summary>Notes since when a client is not connected. Thread-safe.</summary>
internal sealed class ConnectionWatch
{
    private const long IsConnected = long.MinValue;
    private readonly TimeProvider _time;
    private long _since;

    public ConnectionWatch(MqttClient client, TimeProvider time)
    {
        _time = time;
        _since = time.GetTimestamp();
        client.StateChanged += OnChanged;
    }

    /// <summary>For how long the client has not been connected, at first since its creation; null while it is.</summary>
    public TimeSpan? Away => Volatile.Read(ref _since) is var since && since == IsConnected ? null : _time.GetElapsedTime(since);

    private void OnChanged(object? sender, MqttClientStateChange change)
    {
        if (change.Current == MqttClientState.Connected)
        {
            Volatile.Write(ref _since, IsConnected);
        }
        else if (Volatile.Read(ref _since) == IsConnected)
        {
            Volatile.Write(ref _since, _time.GetTimestamp());
        }
    }
}
