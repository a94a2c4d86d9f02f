namespace Topiary;

/// <summary>The client was disconnected, stopped or disposed while the operation waited.</summary>
public sealed class MqttDisconnectedException : MqttException
{
    internal MqttDisconnectedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
