namespace Topiary.Runtime.Tests;

[MqttHandler]
internal sealed class ManualWatch(Recorder recorder)
{
    [Subscribe("manual/{n}", Ack = AckMode.Manual)]
    public void OnMessage(int n, MessageContext context)
    {
        recorder.Add($"manual {n}");
        if (n == 2)
        {
            context.Acknowledge();
        }
    }

    [Subscribe("early/{n}", Ack = AckMode.OnReceipt)]
    public async Task OnEarly(int n)
    {
        recorder.Add($"early {n}");
        await recorder.Gate.Task;
    }

    [Subscribe("late/{n}")]
    public async Task OnLate(int n)
    {
        recorder.Add($"late {n}");
        await recorder.Gate.Task;
        recorder.Add($"late {n} done");
    }
}
