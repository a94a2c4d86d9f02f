using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>
/// Rebuilds the path of the value at which reading failed by a second scan. Only errors pay for paths.
/// </summary>
internal static class JsonPath
{
    private const int InObject = -1;

    private static readonly SearchValues<char> s_special = SearchValues.Create(". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029");

    /// <summary>The path.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="position">Where the reader failed: behind the token that it stood on.</param>
    /// <param name="isSyntax">Whether the text after the last token is wrong, not that token.</param>
    public static string To(ReadOnlySpan<byte> payload, int position, bool isSyntax)
    {
        var consumed = isSyntax ? int.MaxValue : position;
        var frames = new List<Frame>();
        var scan = new Utf8JsonReader(payload);
        try
        {
            while (scan.BytesConsumed < consumed && scan.Read() && scan.BytesConsumed <= consumed)
            {
                Follow(frames, ref scan, isRefused: !isSyntax && scan.BytesConsumed == consumed);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The scan met the error itself: the path so far leads to it.
        }

        return Format(frames);
    }

    private static void Follow(List<Frame> frames, ref Utf8JsonReader scan, bool isRefused)
    {
        switch (scan.TokenType)
        {
            case JsonTokenType.PropertyName:
                frames[^1] = new Frame(scan.GetString()!, InObject);
                return;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                if (!isRefused)
                {
                    frames.Add(new Frame(null, scan.TokenType == JsonTokenType.StartArray ? 0 : InObject));
                }

                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                frames.RemoveAt(frames.Count - 1);
                break;
        }

        if (frames.Count > 0 && !isRefused)
        {
            // The value is complete: what comes next belongs to the object, or to the next element.
            frames[^1] = new Frame(null, frames[^1].Index == InObject ? InObject : frames[^1].Index + 1);
        }
    }

    private static string Format(List<Frame> frames)
    {
        var path = new StringBuilder("$");
        foreach (var frame in frames)
        {
            if (frame.Name is null)
            {
                if (frame.Index >= 0)
                {
                    path.Append('[').Append(frame.Index.ToString(CultureInfo.InvariantCulture)).Append(']');
                }
            }
            else if (frame.Name.AsSpan().ContainsAny(s_special))
            {
                path.Append("['").Append(frame.Name).Append("']");
            }
            else
            {
                path.Append('.').Append(frame.Name);
            }
        }

        return path.ToString();
    }

    /// <param name="Name">Name of the member being read; null in an array and between members.</param>
    /// <param name="Index">Index of the element being read; -1 in an object.</param>
    private readonly record struct Frame(string? Name, int Index);
}
