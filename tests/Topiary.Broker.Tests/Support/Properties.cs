using System.Buffers;
using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker.Tests;

internal static class Properties
{
    public static PublishProperties Block((string Name, string Value)? userProperty = null, string? contentType = null, string? responseTopic = null,
        uint? expiry = null, ushort alias = 0)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var builder = new PublishPropertiesBuilder(buffer);
        if (contentType is not null)
        {
            builder.SetContentType(Encoding.UTF8.GetBytes(contentType));
        }

        if (responseTopic is not null)
        {
            builder.SetResponseTopic(Encoding.UTF8.GetBytes(responseTopic));
        }

        if (userProperty is { } pair)
        {
            builder.AddUserProperty(pair.Name, pair.Value);
        }

        return new PublishProperties(buffer.WrittenMemory, expiry, alias);
    }
}
