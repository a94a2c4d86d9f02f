namespace Topiary;

/// <summary>
/// How long a responder remembers its answers to requests of topics with <see cref="TopicAttribute.Idempotent"/>. What is
/// forgotten is executed again if it comes again. Answers are kept in memory only.
/// </summary>
public sealed record IdempotencyOptions
{
    /// <summary>Answers kept at most, 1 or more; 10,000 by default.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>Bytes of answers kept at most, 1 or more; 16 MiB by default. An answer that is larger is not kept.</summary>
    public long MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long an answer is kept, more than zero; 5 minutes by default. Requesters repeat within their deadline only.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromMinutes(5);
}
