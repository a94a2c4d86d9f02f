namespace Topiary.Crash;

/// <summary>One message of a stream.</summary>
/// <param name="SentAt">When it was first sent.</param>
internal sealed record SentMessage(long SentAt)
{
    /// <summary>When its PUBACK or PUBREC was read; <see cref="long.MaxValue"/> before.</summary>
    public long AcknowledgedAt { get; set; } = long.MaxValue;

    public bool IsAcknowledged => AcknowledgedAt != long.MaxValue;
}
