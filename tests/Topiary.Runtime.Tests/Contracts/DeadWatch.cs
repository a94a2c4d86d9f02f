namespace Topiary.Runtime.Tests;

/// <summary>Fails on dead letters themselves.</summary>
[MqttHandler]
internal sealed class DeadWatch(Recorder recorder)
{
    [Subscribe("dead/#")]
    public void OnDead()
    {
        recorder.Add("dead");
        throw new InvalidOperationException("dead end");
    }
}
