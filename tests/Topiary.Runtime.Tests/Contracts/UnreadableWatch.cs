namespace Topiary.Runtime.Tests;

/// <summary>One method for each policy; the class says what a method leaves open.</summary>
[MqttHandler(OnUnreadable = UnreadablePolicy.Acknowledge)]
internal sealed class UnreadableWatch(Recorder recorder)
{
    [Subscribe("unreadable/class")]
    public void OnClass(Climate reading) => recorder.Add($"class {reading}");

    [Subscribe("unreadable/letter", OnUnreadable = UnreadablePolicy.DeadLetter)]
    public void OnLetter(Climate reading) => recorder.Add($"letter {reading}");

    [Subscribe("unreadable/reject", OnUnreadable = UnreadablePolicy.Reject)]
    public void OnReject(Climate reading) => recorder.Add($"reject {reading}");

    [Handles<IGreenhouse>(nameof(IGreenhouse.SetValveAsync), OnUnreadable = UnreadablePolicy.DeadLetter)]
    public ValveState OnValve(ValveCommand command) => new(command.Open);
}
