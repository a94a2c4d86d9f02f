using System.Buffers.Binary;

namespace Topiary.Protocol;

/// <summary>
/// Encodes single properties of a message into a span, checked; <see cref="PublishPropertiesBuilder"/> does so into a buffer.
/// A block made of them can be given to <see cref="PublishProperties"/>.
/// </summary>
public static class PropertyBlock
{
    /// <summary>Size of a payload format indicator.</summary>
    public const int PayloadFormatIndicatorSize = 2;

    /// <summary>Size of a content type, response topic or correlation data.</summary>
    /// <param name="valueLength">Length of the value in bytes.</param>
    /// <returns>Number of bytes.</returns>
    public static int GetSize(int valueLength) => 3 + valueLength;

    /// <summary>Size of a user property.</summary>
    /// <param name="nameLength">Length of the name in bytes of UTF-8.</param>
    /// <param name="valueLength">Length of the value in bytes of UTF-8.</param>
    /// <returns>Number of bytes.</returns>
    public static int GetUserPropertySize(int nameLength, int valueLength) => 5 + nameLength + valueLength;

    /// <summary>Writes a payload format indicator.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="isText">True when the payload is UTF-8 text.</param>
    /// <returns>Number of bytes written.</returns>
    public static int WritePayloadFormatIndicator(Span<byte> destination, bool isText)
    {
        destination[1] = isText ? (byte)1 : (byte)0;
        destination[0] = (byte)PropertyId.PayloadFormatIndicator;
        return PayloadFormatIndicatorSize;
    }

    /// <summary>Writes a content type.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="utf8">The value.</param>
    /// <returns>Number of bytes written.</returns>
    public static int WriteContentType(Span<byte> destination, ReadOnlySpan<byte> utf8)
    {
        MqttText.ThrowIfInvalid(utf8);
        return WriteValue(destination, PropertyId.ContentType, utf8);
    }

    /// <summary>Writes a response topic.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="utf8">The value: a topic name.</param>
    /// <returns>Number of bytes written.</returns>
    public static int WriteResponseTopic(Span<byte> destination, ReadOnlySpan<byte> utf8)
    {
        if (!TopicValidator.IsValidName(utf8))
        {
            throw new ArgumentException("A response topic is a topic name: not empty and without wildcards.", nameof(utf8));
        }

        return WriteValue(destination, PropertyId.ResponseTopic, utf8);
    }

    /// <summary>Writes correlation data.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="data">The value, at most 65,535 bytes.</param>
    /// <returns>Number of bytes written.</returns>
    public static int WriteCorrelationData(Span<byte> destination, ReadOnlySpan<byte> data)
    {
        if (data.Length > MqttText.MaxLength)
        {
            throw new ArgumentException($"Correlation data has at most 65,535 bytes; this has {data.Length}.", nameof(data));
        }

        return WriteValue(destination, PropertyId.CorrelationData, data);
    }

    /// <summary>Writes a user property.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="name">UTF-8 of the name.</param>
    /// <param name="value">UTF-8 of the value.</param>
    /// <returns>Number of bytes written.</returns>
    public static int WriteUserProperty(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        MqttText.ThrowIfInvalid(name);
        MqttText.ThrowIfInvalid(value);
        var position = WriteValue(destination, PropertyId.UserProperty, name);
        BinaryPrimitives.WriteUInt16BigEndian(destination[position..], (ushort)value.Length);
        value.CopyTo(destination[(position + 2)..]);
        return position + 2 + value.Length;
    }

    /// <summary>Writes a user property given as strings; <see cref="MqttText.GetByteCount"/> of both tells its size.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <returns>Number of bytes written.</returns>
    public static int WriteUserProperty(Span<byte> destination, string name, string value)
    {
        _ = MqttText.GetByteCount(name);
        _ = MqttText.GetByteCount(value);
        destination[0] = (byte)PropertyId.UserProperty;
        var position = 1 + MqttText.Write(destination[1..], name);
        return position + MqttText.Write(destination[position..], value);
    }

    private static int WriteValue(Span<byte> destination, PropertyId id, ReadOnlySpan<byte> value)
    {
        destination[0] = (byte)id;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)value.Length);
        value.CopyTo(destination[3..]);
        return 3 + value.Length;
    }
}
