using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>
/// The topic of a contract's method. A payload parameter that may be null, such as <c>Climate?</c>, is null where the payload
/// is empty, and the other way round: publishing null to a retained topic deletes the retained message.
/// </summary>
/// <param name="template">
/// Topic in which <c>{name}</c> stands for one level and <c>{**name}</c>, at the end, for the rest: one level or more.
/// </param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TopicAttribute([StringSyntax("MqttTopicTemplate")] string template) : Attribute
{
    /// <summary>The template, without the contract's prefix.</summary>
    public string Template { get; } = template;

    /// <summary>Quality of service; <see cref="QoS.AtLeastOnce"/> when left out.</summary>
    public QoS QoS { get; set; } = QoS.AtLeastOnce;

    /// <summary>Whether the broker keeps the last message for later subscribers. Not allowed on requests.</summary>
    public bool Retain { get; set; }

    /// <summary>Message expiry in seconds; 0, the default, means that messages never expire.</summary>
    public int ExpirySeconds { get; set; }

    /// <summary>Deadline of a request in milliseconds, 1 or more; 10,000 when left out.</summary>
    public int TimeoutMilliseconds { get; set; } = 10_000;

    /// <summary>
    /// Whether a request may be sent more than once and is executed only once: the requester sends it again, with the same
    /// correlation, when the connection was lost before its answer came; the responder answers one that comes again as it did
    /// before, from memory. For requests with one answer. False when left out.
    /// </summary>
    public bool Idempotent { get; set; }

    /// <summary>
    /// How many elements of a streamed answer may be on their way beyond what its reader has consumed, 1 to 10,000; 64 when left
    /// out. The responder waits at that: a slow reader slows it.
    /// </summary>
    public int Window { get; set; } = 64;

    /// <summary>Content type sent with the message; null sends the format's own (<c>application/json</c> and so on).</summary>
    public string? ContentType { get; set; }

    /// <summary>How the payload is written; the contract's format when left out.</summary>
    public PayloadFormat Format { get; set; }
}
