namespace Topiary.Generators.Model;

/// <summary>The topic of a contract's method.</summary>
/// <param name="Template">The whole template, prefix included.</param>
/// <param name="Segments">Its levels.</param>
/// <param name="Levels">The placeholders in the template's order, each with its parameter.</param>
/// <param name="QoS">Declared quality of service, 0 to 2.</param>
/// <param name="Retain">Whether messages are retained.</param>
/// <param name="ExpirySeconds">Declared expiry; 0 for none.</param>
/// <param name="TimeoutMilliseconds">Deadline of a request.</param>
/// <param name="ContentType">Declared content type; null for the format's own.</param>
/// <param name="Will">How the topic is a last will; null when it is none.</param>
/// <param name="Idempotent">Whether a request may be sent again.</param>
/// <param name="Window">Elements that a streamed answer may be ahead of its reader; 0 for the usual number.</param>
internal sealed record TopicModel(
    string Template,
    EquatableArray<TopicSegment> Segments,
    EquatableArray<LevelModel> Levels,
    int QoS,
    bool Retain,
    int ExpirySeconds,
    int TimeoutMilliseconds,
    string? ContentType,
    WillModel? Will,
    bool Idempotent,
    int Window);
