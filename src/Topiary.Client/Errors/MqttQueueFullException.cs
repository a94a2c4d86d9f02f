namespace Topiary;

/// <summary>A message found the client's queue full under <see cref="OfflineFullMode.Reject"/>, or was dropped from it under <see cref="OfflineFullMode.DropOldest"/>.</summary>
public sealed class MqttQueueFullException : MqttException
{
    internal MqttQueueFullException(string message)
        : base(message)
    {
    }
}
