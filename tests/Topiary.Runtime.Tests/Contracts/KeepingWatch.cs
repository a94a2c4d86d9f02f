namespace Topiary.Runtime.Tests;

/// <summary>Keeps its context longer than it may.</summary>
[MqttHandler]
internal sealed class KeepingWatch(Recorder recorder, ContextBox box)
{
    [Subscribe("keep/{n}")]
    public void OnMessage(int n, MessageContext context)
    {
        box.Context = context;
        recorder.Add($"keep {n}");
    }
}
