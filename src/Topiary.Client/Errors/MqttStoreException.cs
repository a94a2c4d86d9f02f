namespace Topiary;

/// <summary>
/// The client's file store cannot be opened, or cannot take a message: its directory is in use, the disk is full or failing. A message that
/// was refused with this is not delivered.
/// </summary>
public sealed class MqttStoreException : MqttException
{
    internal MqttStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
