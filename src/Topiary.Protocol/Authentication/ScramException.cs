namespace Topiary.Protocol;

/// <summary>A SCRAM exchange has failed: a message that does not follow RFC 5802, or a peer that could not prove itself.</summary>
public sealed class ScramException : MqttException
{
    internal ScramException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
