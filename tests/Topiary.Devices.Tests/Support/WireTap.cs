using System.Collections.Concurrent;

namespace Topiary.Devices.Tests;

/// <summary>Sees everything that is published, as it is on the wire.</summary>
[MqttHandler(MaxConcurrency = 1)]
public sealed class WireTap
{
    private readonly ConcurrentQueue<(string Topic, byte[] Payload)> _seen = new();

    [Subscribe("#")]
    [Subscribe("$aws/#")]
    [Subscribe("$iothub/#")]
    public void OnAnything(MessageContext message, ReadOnlyMemory<byte> payload) => _seen.Enqueue((message.Topic, payload.ToArray()));

    /// <summary>Everything since the last call.</summary>
    public IReadOnlyList<(string Topic, byte[] Payload)> Take()
    {
        var taken = new List<(string, byte[])>();
        while (_seen.TryDequeue(out var message))
        {
            taken.Add(message);
        }

        return taken;
    }
}
