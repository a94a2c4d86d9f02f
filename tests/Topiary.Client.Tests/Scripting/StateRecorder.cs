using System.Runtime.CompilerServices;

namespace Topiary.Client.Tests.Scripting;

/// <summary>Remembers the last change of a client's state and lets a test wait for one. Attach it before the client connects.</summary>
internal sealed class StateRecorder
{
    private static readonly ConditionalWeakTable<MqttClient, StateRecorder> s_recorders = [];

    private readonly Lock _gate = new();
    private MqttClientStateChange? _last;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StateRecorder(MqttClient client) => client.StateChanged += (_, change) => OnChanged(change);

    public static StateRecorder Of(MqttClient client) => s_recorders.GetValue(client, static c => new StateRecorder(c));

    public async Task<MqttClientStateChange> UntilAsync(MqttClientState state)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_last?.Current == state)
                {
                    return _last;
                }

                changed = _changed.Task;
            }

            await changed.Soon();
        }
    }

    private void OnChanged(MqttClientStateChange change)
    {
        lock (_gate)
        {
            _last = change;
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
