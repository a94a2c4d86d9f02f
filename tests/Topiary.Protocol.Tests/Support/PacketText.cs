using System.Collections;
using System.Reflection;
using System.Text;

namespace Topiary.Protocol.Tests;

/// <summary>Writes every public property of a packet as text, so that two packets can be compared field by field.</summary>
internal static class PacketText
{
    public static string Of(object packet)
    {
        var text = new StringBuilder();
        Append(text, packet);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append('"').Append(s).Append('"');
                break;
            case ReadOnlyMemory<byte> memory:
                text.Append(Convert.ToHexString(memory.Span));
                break;
            case PublishProperties properties:
                Append(text, properties);
                break;
            case IEnumerable list:
                text.Append('[');
                foreach (var item in list)
                {
                    Append(text, item);
                    text.Append(' ');
                }

                text.Append(']');
                break;
            default:
                AppendFields(text, value);
                break;
        }
    }

    private static void AppendFields(StringBuilder text, object value)
    {
        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum)
        {
            text.Append(value);
            return;
        }

        text.Append(type.Name).Append('{');
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            text.Append(property.Name).Append('=');
            Append(text, property.GetValue(value));
            text.Append(' ');
        }

        text.Append('}');
    }

    private static void Append(StringBuilder text, PublishProperties properties)
    {
        text.Append("Properties{").Append(properties.PayloadFormatIndicator).Append(' ').Append(properties.MessageExpiryInterval).Append(' ')
            .Append(properties.TopicAlias).Append(' ')
            .Append(properties.HasContentType).Append(Convert.ToHexString(properties.ContentType.Span)).Append(' ')
            .Append(properties.HasResponseTopic).Append(Convert.ToHexString(properties.ResponseTopic.Span)).Append(' ')
            .Append(properties.HasCorrelationData).Append(Convert.ToHexString(properties.CorrelationData.Span)).Append(' ')
            .Append(properties.HasSubscriptionIdentifiers);
        foreach (var identifier in properties.SubscriptionIdentifiers)
        {
            text.Append(' ').Append(identifier);
        }

        foreach (var pair in properties.UserProperties)
        {
            text.Append(' ').Append(pair.ToStrings());
        }

        text.Append(" forwarded ").Append(Convert.ToHexString(properties.Forwarded.Span)).Append('}');
    }
}
