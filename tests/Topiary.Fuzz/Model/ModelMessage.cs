namespace Topiary.Fuzz;

/// <summary>One message as it was published.</summary>
/// <param name="Number">Its number in the run; also in its payload, unless that is empty.</param>
/// <param name="Publisher">Client identifier of who published it.</param>
/// <param name="ExpiresAt">When it expires; null for never.</param>
/// <param name="IsLarge">Whether it is larger than the smallest Maximum Packet Size of the run's clients.</param>
internal sealed record ModelMessage(
    int Number, string Publisher, string Topic, QoS QoS, bool Retain, byte[] Payload, DateTimeOffset? ExpiresAt, bool IsLarge)
{
    /// <summary>Whether it is a will. Between it and what the client published itself there is no order.</summary>
    public bool IsWill { get; init; }

    public bool IsExpired(DateTimeOffset now) => ExpiresAt is { } at && at <= now;

    public override string ToString() => $"message {Number} of {Publisher} to {Topic} (QoS {(int)QoS}{(Retain ? ", retain" : "")}{(Payload.Length == 0 ? ", empty" : "")})";
}
