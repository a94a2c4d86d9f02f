namespace Topiary.Runtime;

/// <summary>A serializer refused a received payload. Trying again cannot help.</summary>
/// <param name="topic">Topic of the message.</param>
/// <param name="type">Type that was to be read.</param>
/// <param name="size">Bytes of the payload.</param>
/// <param name="cause">What the serializer threw; its text holds the position.</param>
internal sealed class UnreadablePayloadException(string topic, Type type, int size, Exception cause)
    : MqttPayloadException(topic, $"The payload ({size} bytes) cannot be read as {type.Name}: {cause.Message}", cause);
