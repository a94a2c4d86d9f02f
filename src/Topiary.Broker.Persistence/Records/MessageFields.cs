using System.Text;

namespace Topiary.Broker.Persistence;

/// <summary>
/// <see cref="RecordType.Message"/> without its deliveries, which follow in the body: their number, and each one. The content: publisher, its
/// principal, the properties and the payload of the message.
/// </summary>
internal readonly record struct MessageFields
{
    private const int Retain = 4;
    private const int Retained = 8;
    private const int HasPublisher = 16;
    private const int HasPrincipal = 32;
    private const int HasExpiry = 64;
    private const int HasMore = 128;

    public long Number { get; private init; }

    public byte[] Topic { get; private init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The session that sent it with QoS 2, or 0.</summary>
    public InboundFields Inbound { get; private init; }

    /// <summary>The session whose will it was, or 0.</summary>
    public long WillOf { get; private init; }

    /// <summary>How many deliveries are in the records before it.</summary>
    public int Recipients { get; private init; }

    /// <summary>Whether it is the retained message of its topic.</summary>
    public bool IsRetained => (Flags & Retained) != 0;

    private int Flags { get; init; }

    private int PublisherLength { get; init; }

    private int PrincipalLength { get; init; }

    private int PropertiesLength { get; init; }

    public static void Write(
        RecordWriter body, RecordWriter? content, long number, StoredMessage message, bool isRetained, int recipients, InboundFields inbound, long willOf)
    {
        bool hasMore = recipients > 0 || inbound.Session != 0 || willOf != 0;
        body.Number(number);
        body.Byte((int)message.QoS
            | (message.Retain ? Retain : 0)
            | (isRetained ? Retained : 0)
            | (message.PublisherId is null ? 0 : HasPublisher)
            | (message.PublisherPrincipal is null ? 0 : HasPrincipal)
            | (message.ExpiresAt is null ? 0 : HasExpiry)
            | (hasMore ? HasMore : 0));
        body.Bytes(message.Topic.Span);
        WriteText(body, content, message.PublisherId);
        WriteText(body, content, message.PublisherPrincipal);
        body.Number(message.Properties.Length);
        content?.Raw(message.Properties.Span);
        content?.Raw(message.Payload.Span);
        if (message.ExpiresAt is { } at)
        {
            body.Time(at);
        }

        if (hasMore)
        {
            body.Number(recipients);
            InboundFields.Write(body, inbound.Session, inbound.PacketId);
            body.Number(willOf);
        }
    }

    public static MessageFields Read(ref RecordReader reader)
    {
        long number = reader.Number();
        int flags = reader.Byte();
        RecordReader.QoS(flags & 3);
        var fields = new MessageFields
        {
            Number = number,
            Flags = flags,
            Topic = reader.Bytes().ToArray(),
            PublisherLength = (flags & HasPublisher) != 0 ? reader.Length() : 0,
            PrincipalLength = (flags & HasPrincipal) != 0 ? reader.Length() : 0,
            PropertiesLength = reader.Length(),
            ExpiresAt = (flags & HasExpiry) != 0 ? reader.Time() : null,
        };
        return (flags & HasMore) == 0 ? fields : fields with
        {
            Recipients = reader.Length(),
            Inbound = InboundFields.Read(ref reader),
            WillOf = reader.Number(),
        };
    }

    /// <summary>Puts the message together with its content, which it keeps.</summary>
    public StoredMessage ToMessage(ReadOnlyMemory<byte> content)
    {
        long head = (long)PublisherLength + PrincipalLength + PropertiesLength;
        if (content.Length < head)
        {
            throw new RecordFormatException("the content of a message is too short");
        }

        string? publisher = (Flags & HasPublisher) != 0 ? Encoding.UTF8.GetString(content.Span[..PublisherLength]) : null;
        string? principal = (Flags & HasPrincipal) != 0 ? Encoding.UTF8.GetString(content.Span.Slice(PublisherLength, PrincipalLength)) : null;
        return new StoredMessage(
            Topic, content.Slice(PublisherLength + PrincipalLength, PropertiesLength), content[(int)head..], (QoS)(Flags & 3), (Flags & Retain) != 0, ExpiresAt)
        {
            PublisherId = publisher,
            PublisherPrincipal = principal,
        };
    }

    private static void WriteText(RecordWriter body, RecordWriter? content, string? text)
    {
        if (text is not null)
        {
            body.Number(content?.RawText(text) ?? Encoding.UTF8.GetByteCount(text));
        }
    }
}
