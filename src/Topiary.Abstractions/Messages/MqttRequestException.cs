namespace Topiary;

/// <summary>
/// A responder's refusal of a request. Thrown by a request handler it reaches the caller with its code and message.
/// </summary>
public sealed class MqttRequestException : MqttException
{
    /// <summary>Creates one.</summary>
    /// <param name="code">Short code that programs compare, for example <c>"not-found"</c>.</param>
    /// <param name="message">Text for people.</param>
    public MqttRequestException(string code, string message)
        : base(message)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Code = code;
    }

    /// <summary>Code of the refusal; <c>"internal"</c> when the handler failed with any other exception.</summary>
    public string Code { get; }
}
