namespace Topiary.Runtime.Tests;

[MqttHandler]
internal sealed class RawWatch(Recorder recorder)
{
    [Subscribe("legacy/+/{id}/#", QoS = QoS.ExactlyOnce)]
    public async Task OnLegacy(Guid id, ReadOnlyMemory<byte> payload, MessageContext context, CancellationToken ct)
    {
        await Task.Yield();
        recorder.Add($"{id} {payload.Length} {context.Topic} {context.QoS} {ct.CanBeCanceled}");
    }
}
