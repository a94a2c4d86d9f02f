using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Topiary.Protocol;

/// <summary>
/// Properties of a PUBLISH (MQTT 5.0, section 3.3.2.3) over borrowed memory. Either received: one checked block with
/// everything in it; or made for sending: the values that belong to one delivery, and a block that goes through unchanged.
/// Empty in MQTT 3.
/// </summary>
public readonly struct PublishProperties
{
    private const ulong NotForwarded = (1UL << (int)PropertyId.MessageExpiryInterval) | (1UL << (int)PropertyId.TopicAlias)
        | (1UL << (int)PropertyId.SubscriptionIdentifier) | (1UL << (int)PropertyId.WillDelayInterval);

    private readonly ReadOnlyMemory<byte> _block;
    private readonly ReadOnlyMemory<uint> _identifiers;
    private readonly ulong _present;
    private readonly uint _identifier;
    private readonly uint _expiry;
    private readonly ushort _alias;
    private readonly bool _received;

    /// <summary>Makes properties for sending.</summary>
    /// <param name="forwarded">Checked block of properties that are sent as they are: from <see cref="Forwarded"/> or <see cref="PublishPropertiesBuilder"/>.</param>
    /// <param name="messageExpiryInterval">Seconds that the message has left, or null.</param>
    /// <param name="topicAlias">Topic alias, or 0.</param>
    /// <param name="subscriptionIdentifier">A subscription identifier, or 0.</param>
    /// <param name="subscriptionIdentifiers">More subscription identifiers, none of them 0.</param>
    public PublishProperties(
        ReadOnlyMemory<byte> forwarded,
        uint? messageExpiryInterval = null,
        ushort topicAlias = 0,
        uint subscriptionIdentifier = 0,
        ReadOnlyMemory<uint> subscriptionIdentifiers = default)
    {
        _block = forwarded;
        _identifiers = subscriptionIdentifiers;
        _identifier = subscriptionIdentifier;
        _expiry = messageExpiryInterval.GetValueOrDefault();
        _alias = topicAlias;

        // What the block holds is not known; it is looked through when asked.
        _present = forwarded.IsEmpty ? 0 : ~NotForwarded;
        _present |= messageExpiryInterval.HasValue ? Bit(PropertyId.MessageExpiryInterval) : 0;
    }

    private PublishProperties(ReadOnlyMemory<byte> block, ulong present, uint expiry, ushort alias)
    {
        _block = block;
        _present = present;
        _expiry = expiry;
        _alias = alias;
        _received = true;
    }

    /// <summary>True when there is no property at all.</summary>
    public bool IsEmpty => EncodedLength == 0;

    /// <summary>Received: all property bytes, without their length. Made for sending: the forwarded block.</summary>
    public ReadOnlyMemory<byte> Raw => _block;

    /// <summary>Payload format: 0 bytes, 1 UTF-8 text; null when absent.</summary>
    public byte? PayloadFormatIndicator => TryFind(PropertyId.PayloadFormatIndicator, out var value) ? value.Span[0] : null;

    /// <summary>Seconds until the message expires; null when it never does.</summary>
    public uint? MessageExpiryInterval => (_present & Bit(PropertyId.MessageExpiryInterval)) != 0 ? _expiry : null;

    /// <summary>Topic alias; 0 when there is none.</summary>
    public ushort TopicAlias => _alias;

    /// <summary>True when there is a content type, which may be empty.</summary>
    public bool HasContentType => TryFind(PropertyId.ContentType, out _);

    /// <summary>UTF-8 of the content type; empty when absent.</summary>
    public ReadOnlyMemory<byte> ContentType => Find(PropertyId.ContentType);

    /// <summary>True when there is a response topic: the message is a request.</summary>
    public bool HasResponseTopic => TryFind(PropertyId.ResponseTopic, out _);

    /// <summary>UTF-8 of the response topic; empty when absent.</summary>
    public ReadOnlyMemory<byte> ResponseTopic => Find(PropertyId.ResponseTopic);

    /// <summary>True when there is correlation data, which may be empty.</summary>
    public bool HasCorrelationData => TryFind(PropertyId.CorrelationData, out _);

    /// <summary>Correlation data; empty when absent.</summary>
    public ReadOnlyMemory<byte> CorrelationData => Find(PropertyId.CorrelationData);

    /// <summary>True when there is a subscription identifier.</summary>
    public bool HasSubscriptionIdentifiers =>
        _identifier != 0 || !_identifiers.IsEmpty || (_received && (_present & Bit(PropertyId.SubscriptionIdentifier)) != 0);

    /// <summary>The subscription identifiers.</summary>
    public SubscriptionIdentifierSequence SubscriptionIdentifiers =>
        new((_present & Bit(PropertyId.SubscriptionIdentifier)) != 0 ? _block.Span : default, _identifier, _identifiers.Span);

    /// <summary>The user properties in order.</summary>
    public UserPropertySequence UserProperties => new((_present & Bit(PropertyId.UserProperty)) != 0 ? _block.Span : default);

    /// <summary>
    /// The bytes of the properties that go through unchanged (format indicator, content type, response topic, correlation
    /// data, user properties; in order). A part of <see cref="Raw"/> where they stand together, else a copy.
    /// </summary>
    public ReadOnlyMemory<byte> Forwarded => !_received || (_present & NotForwarded) == 0 ? _block : Filter(_block);

    /// <summary>Size of the property bytes, without the length in front of them.</summary>
    internal int EncodedLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _received || (_present == 0 && _alias == 0 && _identifier == 0 && _identifiers.IsEmpty) ? _block.Length : MeasureParts();
    }

    /// <summary>Writes the property bytes, without the length in front of them.</summary>
    internal int Write(Span<byte> destination)
    {
        var position = _received ? 0 : WriteParts(destination);
        _block.Span.CopyTo(destination[position..]);
        return position + _block.Length;
    }

    /// <summary>Checks a received block and keeps what it says.</summary>
    /// <param name="block">The property bytes without their length.</param>
    /// <param name="origin">Offset of the block in the packet.</param>
    internal static PublishProperties Read(ReadOnlyMemory<byte> block, int origin)
    {
        var reader = new PropertyReader(block.Span, origin, PropertyScopes.Publish);
        uint expiry = 0;
        ushort alias = 0;
        while (reader.MoveNext())
        {
            if (reader.Id == PropertyId.MessageExpiryInterval)
            {
                expiry = reader.Number;
            }
            else if (reader.Id == PropertyId.TopicAlias)
            {
                alias = (ushort)reader.Number;
            }
        }

        return new PublishProperties(block, reader.Seen, expiry, alias);
    }

    /// <summary>The properties of a checked block that go through unchanged.</summary>
    internal static ReadOnlyMemory<byte> Filter(ReadOnlyMemory<byte> block)
    {
        var cursor = new PropertyCursor(block.Span);
        int length = 0, start = 0, end = 0;
        while (cursor.MoveNext())
        {
            if ((NotForwarded & Bit(cursor.Id)) == 0)
            {
                start = length == 0 ? cursor.Start : start;
                end = cursor.End;
                length += cursor.End - cursor.Start;
            }
        }

        return length == end - start ? block[start..end] : Copy(block.Span, length);
    }

    private static byte[] Copy(ReadOnlySpan<byte> block, int length)
    {
        var kept = new byte[length];
        var position = 0;
        var cursor = new PropertyCursor(block);
        while (cursor.MoveNext())
        {
            if ((NotForwarded & Bit(cursor.Id)) == 0)
            {
                block[cursor.Start..cursor.End].CopyTo(kept.AsSpan(position));
                position += cursor.End - cursor.Start;
            }
        }

        return kept;
    }

    private static ulong Bit(PropertyId id) => 1UL << (int)id;

    private ReadOnlyMemory<byte> Find(PropertyId id) => TryFind(id, out var value) ? value : default;

    private bool TryFind(PropertyId id, out ReadOnlyMemory<byte> value)
    {
        if ((_present & Bit(id)) != 0)
        {
            var cursor = new PropertyCursor(_block.Span);
            while (cursor.MoveNext())
            {
                if (cursor.Id == id)
                {
                    value = _block[cursor.ValueStart..cursor.End];
                    return true;
                }
            }
        }

        value = default;
        return false;
    }

    private int MeasureParts()
    {
        var length = _block.Length;
        length += MessageExpiryInterval.HasValue ? 5 : 0;
        length += _alias != 0 ? 3 : 0;
        length += _identifier != 0 ? 1 + VariableByteInteger.GetSize(_identifier) : 0;
        foreach (var identifier in _identifiers.Span)
        {
            length += 1 + VariableByteInteger.GetSize(identifier);
        }

        return length;
    }

    private int WriteParts(Span<byte> destination)
    {
        var position = 0;
        if (MessageExpiryInterval.HasValue)
        {
            destination[0] = (byte)PropertyId.MessageExpiryInterval;
            BinaryPrimitives.WriteUInt32BigEndian(destination[1..], _expiry);
            position = 5;
        }

        if (_alias != 0)
        {
            destination[position] = (byte)PropertyId.TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(destination[(position + 1)..], _alias);
            position += 3;
        }

        if (_identifier != 0)
        {
            position += WriteIdentifier(destination[position..], _identifier);
        }

        foreach (var identifier in _identifiers.Span)
        {
            position += WriteIdentifier(destination[position..], identifier);
        }

        return position;
    }

    private static int WriteIdentifier(Span<byte> destination, uint identifier)
    {
        destination[0] = (byte)PropertyId.SubscriptionIdentifier;
        return 1 + VariableByteInteger.Write(destination[1..], identifier);
    }
}
