namespace Topiary.Runtime;

/// <summary>How a request was answered: by a value or by a refusal.</summary>
/// <param name="Value">The value; null when the request was refused.</param>
/// <param name="Refusal">The refusal; null when the request was granted.</param>
internal sealed record KnownReply(CapturedReply? Value, MqttRequestException? Refusal)
{
    /// <summary>Bytes that it is counted as.</summary>
    public int Size => (Value?.Payload.Length ?? 0) + (2 * (Refusal?.Message.Length ?? 0));
}
