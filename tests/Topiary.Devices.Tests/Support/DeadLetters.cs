using System.Collections.Concurrent;
using System.Text;

namespace Topiary.Devices.Tests;

/// <summary>Gets what no handler could read, with the reason.</summary>
[MqttHandler(MaxConcurrency = 1)]
public sealed class DeadLetters
{
    private readonly ConcurrentDictionary<string, string> _causes = new();

    [Subscribe("dead/{**topic}")]
    public void OnUnreadable(string topic, ReadOnlyMemory<byte> payload, MessageContext message) =>
        _causes[Encoding.UTF8.GetString(payload.Span)] = $"{topic}: {message.UserProperties["topiary-cause"]}";

    /// <summary>Reasons by payload since the last call.</summary>
    public IReadOnlyDictionary<string, string> Take()
    {
        var taken = new Dictionary<string, string>(_causes);
        _causes.Clear();
        return taken;
    }
}
