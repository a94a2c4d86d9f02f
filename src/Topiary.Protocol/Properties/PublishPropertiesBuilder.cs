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
        Once(PropertyId.PayloadFormatIndicator);
        _output.Advance(PropertyBlock.WritePayloadFormatIndicator(_output.GetSpan(PropertyBlock.PayloadFormatIndicatorSize), isText));
        return this;
    }

    /// <summary>Sets the content type.</summary>
    /// <param name="utf8">UTF-8 of the value.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder SetContentType(ReadOnlySpan<byte> utf8)
    {
        Once(PropertyId.ContentType);
        _output.Advance(PropertyBlock.WriteContentType(_output.GetSpan(PropertyBlock.GetSize(utf8.Length)), utf8));
        return this;
    }

    /// <summary>Sets the response topic.</summary>
    /// <param name="utf8">UTF-8 of a topic name.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder SetResponseTopic(ReadOnlySpan<byte> utf8)
    {
        Once(PropertyId.ResponseTopic);
        _output.Advance(PropertyBlock.WriteResponseTopic(_output.GetSpan(PropertyBlock.GetSize(utf8.Length)), utf8));
        return this;
    }

    /// <summary>Sets the correlation data.</summary>
    /// <param name="data">At most 65,535 bytes.</param>
    /// <returns>This builder.</returns>
    public PublishPropertiesBuilder SetCorrelationData(ReadOnlySpan<byte> data)
    {
        Once(PropertyId.CorrelationData);
        _output.Advance(PropertyBlock.WriteCorrelationData(_output.GetSpan(PropertyBlock.GetSize(data.Length)), data));
        return this;
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

    private void Once(PropertyId id)
    {
        var bit = 1UL << (int)id;
        if ((_written & bit) != 0)
        {
            throw new InvalidOperationException($"{id} has been set already.");
        }

        _written |= bit;
    }
}
