using System.Collections.Concurrent;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>The idempotent requests that wait, told of each new connection. One listener of the client for all of them. Thread-safe.</summary>
internal sealed class RepeaterList
{
    private readonly ConcurrentDictionary<RequestRepeater, bool> _repeaters = new();

    public RepeaterList(MqttClient client) => client.StateChanged += OnStateChanged;

    public void Add(RequestRepeater repeater) => _repeaters[repeater] = true;

    public void Remove(RequestRepeater repeater) => _repeaters.TryRemove(repeater, out _);

    private void OnStateChanged(object? sender, MqttClientStateChange change)
    {
        if (change.Current == MqttClientState.Connected)
        {
            foreach (var (repeater, _) in _repeaters)
            {
                repeater.OnConnected();
            }
        }
    }
}
