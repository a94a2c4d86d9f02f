namespace Topiary;

/// <summary>Authenticating again has failed, or there is nothing to authenticate with.</summary>
public sealed class MqttAuthenticationException : MqttException
{
    internal MqttAuthenticationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
