using System.Text;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime;

/// <summary>What a contract declares about one of its topics. Immutable; made once by generated code.</summary>
public sealed class TopicDeclaration
{
    /// <summary>Creates one.</summary>
    /// <param name="template">Whole template, with the contract's prefix.</param>
    /// <param name="qos">Quality of service.</param>
    /// <param name="retain">Whether the broker keeps the last message.</param>
    /// <param name="expirySeconds">Message expiry; 0 for never.</param>
    /// <param name="timeoutMilliseconds">Deadline of a request.</param>
    /// <param name="contentType">Content type sent with a payload; null or empty sends none.</param>
    public TopicDeclaration(string template, QoS qos, bool retain, int expirySeconds, int timeoutMilliseconds, string? contentType)
    {
        ArgumentException.ThrowIfNullOrEmpty(template);
        ArgumentOutOfRangeException.ThrowIfNegative(expirySeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeoutMilliseconds, 1);
        Template = template;
        QoS = qos;
        Retain = retain;
        ExpirySeconds = (uint)expirySeconds;
        Timeout = TimeSpan.FromMilliseconds(timeoutMilliseconds);
        SendName = $"{TelemetryTags.Send} {template}";
        RequestName = $"{TelemetryTags.Request} {template}";
        ContentTypeText = contentType;
        ContentType = string.IsNullOrEmpty(contentType) ? [] : EncodeContentType(Encoding.UTF8.GetBytes(contentType));
    }

    /// <summary>Whole template.</summary>
    public string Template { get; }

    /// <summary>Quality of service.</summary>
    public QoS QoS { get; }

    /// <summary>Whether the broker keeps the last message.</summary>
    public bool Retain { get; }

    /// <summary>Message expiry; 0 for never.</summary>
    public uint ExpirySeconds { get; }

    /// <summary>Deadline of a request.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Elements that a streamed answer may be ahead of its reader; 0 for the usual number.</summary>
    public int Window { get; init; }

    /// <summary>How the topic is a last will; null when it is none.</summary>
    public WillDeclaration? Will { get; init; }

    /// <summary>Whether a request may be sent again, since responders answer it only once.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Name of a publish's span.</summary>
    internal string SendName { get; }

    /// <summary>Name of a request's span.</summary>
    internal string RequestName { get; }

    /// <summary>The content type; null or empty when none is sent.</summary>
    internal string? ContentTypeText { get; }

    /// <summary>The content type as a property; empty when none is sent.</summary>
    internal byte[] ContentType { get; }

    private static byte[] EncodeContentType(ReadOnlySpan<byte> utf8)
    {
        var property = new byte[PropertyBlock.GetSize(utf8.Length)];
        PropertyBlock.WriteContentType(property, utf8);
        return property;
    }
}
