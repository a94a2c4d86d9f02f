using System.Buffers;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>
/// Keeps one <see cref="Utf8JsonWriter"/> per thread, for values that System.Text.Json itself writes. A nested use, say a serializer that is
/// called by a custom converter, gets a writer of its own, and so does one that needs another depth.
/// </summary>
internal static class JsonWriterCache
{
    private static readonly NoOutput s_noOutput = new();

    [ThreadStatic]
    private static Utf8JsonWriter? t_idle;

    public static Utf8JsonWriter Rent(IBufferWriter<byte> output, int maxDepth)
    {
        var writer = t_idle;
        if (writer is null || writer.Options.MaxDepth != maxDepth)
        {
            return new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true, MaxDepth = maxDepth });
        }

        t_idle = null;
        writer.Reset(output);
        return writer;
    }

    /// <summary>Takes the writer back; it keeps no reference to the output, and what was not flushed is dropped.</summary>
    public static void Return(Utf8JsonWriter writer)
    {
        writer.Reset(s_noOutput);
        t_idle = writer;
    }

    private sealed class NoOutput : IBufferWriter<byte>
    {
        public void Advance(int count) => throw new InvalidOperationException("The JSON writer is not rented.");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException("The JSON writer is not rented.");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException("The JSON writer is not rented.");
    }
}
