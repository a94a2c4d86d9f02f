using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker.Persistence;

/// <summary><see cref="RecordType.Session"/>. Its content: principal, and of the will topic, properties and payload.</summary>
internal readonly record struct SessionFields
{
    private const int HasPrincipal = 4;
    private const int HasDisconnected = 8;
    private const int HasWill = 16;
    private const int HasDelay = 32;
    private const int HasExpiry = 64;

    private int Flags { get; init; }

    private int WillFlags { get; init; }

    private int PrincipalLength { get; init; }

    private int TopicLength { get; init; }

    private int PropertiesLength { get; init; }

    private uint Delay { get; init; }

    private uint WillExpiry { get; init; }

    public long Number { get; private init; }

    public string ClientId { get; private init; }

    public uint ExpirySeconds { get; private init; }

    public DateTimeOffset? DisconnectedAt { get; init; }

    public static void Write(RecordWriter body, RecordWriter content, SessionRecord session)
    {
        WillMessage? will = session.Will;
        int flags = (int)session.Level
            | (session.Principal is null ? 0 : HasPrincipal)
            | (session.DisconnectedAt is null ? 0 : HasDisconnected)
            | (will is null ? 0 : HasWill)
            | (will?.DelayInterval is null ? 0 : HasDelay)
            | (will?.Properties.MessageExpiryInterval is null ? 0 : HasExpiry);
        body.Number(session.Number);
        body.Byte(flags);
        body.Text(session.ClientId);
        body.Number(session.ExpirySeconds);
        if (session.DisconnectedAt is { } at)
        {
            body.Time(at);
        }

        if (session.Principal is { } principal)
        {
            body.Number(content.RawText(principal));
        }

        if (will is not null)
        {
            WriteWill(body, content, will);
        }
    }

    public static SessionFields Read(ref RecordReader reader)
    {
        long number = reader.Number();
        int flags = reader.Byte();
        var fields = new SessionFields
        {
            Number = number,
            Flags = flags,
            ClientId = reader.Text(),
            ExpirySeconds = reader.Unsigned(),
            DisconnectedAt = (flags & HasDisconnected) != 0 ? reader.Time() : null,
            PrincipalLength = (flags & HasPrincipal) != 0 ? reader.Length() : 0,
        };
        return (flags & HasWill) == 0 ? fields : ReadWill(ref reader, fields);
    }

    /// <summary>Without its will, which was published.</summary>
    public SessionFields WithoutWill() => this with { Flags = Flags & ~HasWill };

    /// <summary>Puts the session together with its content.</summary>
    public SessionRecord ToSession(ReadOnlyMemory<byte> content)
    {
        if (content.Length < (long)PrincipalLength + TopicLength + PropertiesLength)
        {
            throw new RecordFormatException("the content of a session is too short");
        }

        string? principal = (Flags & HasPrincipal) != 0 ? Encoding.UTF8.GetString(content.Span[..PrincipalLength]) : null;
        ReadOnlyMemory<byte> rest = content[PrincipalLength..];
        WillMessage? will = null;
        if ((Flags & HasWill) != 0)
        {
            will = new WillMessage
            {
                Topic = Encoding.UTF8.GetString(rest.Span[..TopicLength]),
                Properties = new PublishProperties(rest.Slice(TopicLength, PropertiesLength), (Flags & HasExpiry) != 0 ? WillExpiry : null),
                Payload = rest[(TopicLength + PropertiesLength)..],
                QoS = (QoS)(WillFlags & 3),
                Retain = (WillFlags & 4) != 0,
                DelayInterval = (Flags & HasDelay) != 0 ? Delay : null,
            };
        }

        return new SessionRecord(Number, ClientId, principal, ExpirySeconds, DisconnectedAt, (DurabilityLevel)(Flags & 3), will);
    }

    private static void WriteWill(RecordWriter body, RecordWriter content, WillMessage will)
    {
        ReadOnlySpan<byte> properties = will.Properties.Forwarded.Span;
        body.Byte((int)will.QoS | (will.Retain ? 4 : 0));
        body.Number(content.RawText(will.Topic));
        body.Number(properties.Length);
        if (will.DelayInterval is { } delay)
        {
            body.Number(delay);
        }

        if (will.Properties.MessageExpiryInterval is { } expiry)
        {
            body.Number(expiry);
        }

        content.Raw(properties);
        content.Raw(will.Payload.Span);
    }

    private static SessionFields ReadWill(ref RecordReader reader, SessionFields fields)
    {
        int flags = reader.Byte();
        RecordReader.QoS(flags & 3);
        return fields with
        {
            WillFlags = flags,
            TopicLength = reader.Length(),
            PropertiesLength = reader.Length(),
            Delay = (fields.Flags & HasDelay) != 0 ? reader.Unsigned() : 0,
            WillExpiry = (fields.Flags & HasExpiry) != 0 ? reader.Unsigned() : 0,
        };
    }
}
