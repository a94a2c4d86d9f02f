using Topiary;

namespace HomeDevices;

/// <summary>Gets what no handler could read: the runtime publishes such messages to the dead-letter topic.</summary>
[MqttHandler]
public sealed class UnreadableHandler(House house)
{
    [Subscribe("unreadable/{**topic}")]
    public ValueTask OnUnreadable(string topic, ReadOnlyMemory<byte> payload, MessageContext message) =>
        house.CannotRead(topic, $"{message.UserProperties["topiary-cause"]} ({payload.Length} bytes kept)");
}
