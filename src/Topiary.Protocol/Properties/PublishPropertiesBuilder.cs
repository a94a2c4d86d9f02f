using System.Buffers;

namespace Topiary.Protocol;

/// <summary>
/// Encodes the properties of a message that go through unchanged into a buffer; the bytes written are the forwarded block of
/// a <see cref="PublishProperties"/>. Each of them once, user properties as often as wanted. Not thread-safe.
/// </summary>
/// <param name="output">Where the bytes go.</param>
public sealed class PublishPropertiesBuilder(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> _output = output;
    private ulong _written;

    /// <summary>Says whether the payload is UTF-8 text.</summary>
    /// <param name="isText">True for text, false for bytes.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder SetPayloadFormatIndicator(bool isText)
    {
        ThrowIfWritten(PropertyId.PayloadFormatIndicator);
        return Written(PropertyId.PayloadFormatIndicator, PropertyBlock.WritePayloadFormatIndicator(_output.GetSpan(PropertyBlock.PayloadFormatIndicatorSize), isText));
    }

    /// <summary>Sets the content type.</summary>
    /// <param name="utf8">UTF-8 of the value.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder SetContentType(ReadOnlySpan<byte> utf8)
    {
        ThrowIfWritten(PropertyId.ContentType);
        return Written(PropertyId.ContentType, PropertyBlock.WriteContentType(_output.GetSpan(PropertyBlock.GetSize(utf8.Length)), utf8));
    }

    /// <summary>Sets the response topic.</summary>
    /// <param name="utf8">UTF-8 of a topic name.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder SetResponseTopic(ReadOnlySpan<byte> utf8)
    {
        ThrowIfWritten(PropertyId.ResponseTopic);
        return Written(PropertyId.ResponseTopic, PropertyBlock.WriteResponseTopic(_output.GetSpan(PropertyBlock.GetSize(utf8.Length)), utf8));
    }

    /// <summary>Sets the correlation data.</summary>
    /// <param name="data">At most 65,535 bytes.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder SetCorrelationData(ReadOnlySpan<byte> data)
    {
        ThrowIfWritten(PropertyId.CorrelationData);
        return Written(PropertyId.CorrelationData, PropertyBlock.WriteCorrelationData(_output.GetSpan(PropertyBlock.GetSize(data.Length)), data));
    }

    /// <summary>Adds a user property.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder AddUserProperty(string name, string value)
    {
        var size = PropertyBlock.GetUserPropertySize(MqttText.GetByteCount(name), MqttText.GetByteCount(value));
        _output.Advance(PropertyBlock.WriteUserProperty(_output.GetSpan(size), name, value));
        return this;
    }

    /// <summary>Adds user properties in order.</summary>
    /// <param name="properties">The pairs.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder AddUserProperties(UserProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        for (var i = 0; i < properties.Count; i++)
        {
            AddUserProperty(properties[i].Key, properties[i].Value);
        }

        return this;
    }

    private void ThrowIfWritten(PropertyId id)
    {
        if ((_written & (1UL << (int)id)) != 0)
        {
            throw new InvalidOperationException($"{id} has been set already.");
        }
    }

    private PublishPropertiesBuilder Written(PropertyId id, int count)
    {
        _output.Advance(count);
        _written |= 1UL << (int)id;
        return this;
    }
}
