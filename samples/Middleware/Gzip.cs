using System.IO.Compression;
using Topiary;

namespace Middleware;

/// <summary>Compresses what is worth it on the way out, and says so in a user property; decompresses on the way in.</summary>
public sealed class Gzip : IPublishMiddleware, IHandleMiddleware
{
    public const string Property = "content-encoding";
    private const string Encoding = "gzip";
    private const int WorthIt = 256;
    private const int Largest = 1 << 20;

    public ValueTask PublishAsync(PublishContext message, PublishDelegate next, CancellationToken ct)
    {
        if (message.Payload.Length >= WorthIt)
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(message.Payload.Span);
            }

            message.Payload = compressed.ToArray();
            message.UserProperties.Add(Property, Encoding);
        }

        return next(message, ct);
    }

    public ValueTask HandleAsync(HandleContext message, HandleDelegate next, CancellationToken ct)
    {
        if (message.UserProperties[Property] == Encoding)
        {
            message.Payload = Decompress(message.Payload);
        }

        return next(message, ct);
    }

    /// <summary>A payload comes from anybody: a small one may claim to be a huge one.</summary>
    private static byte[] Decompress(ReadOnlyMemory<byte> payload)
    {
        using var gzip = new GZipStream(new MemoryStream(payload.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[4096];
        for (var read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > Largest)
            {
                throw new InvalidDataException($"The payload is larger than {Largest} bytes.");
            }
        }

        return plain.ToArray();
    }
}
