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
    private static readonly SearchValues<char> s_special = SearchValues.Create(". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029");

    public static string To(ReadOnlySpan<byte> payload, in Utf8JsonReader failed)
    {
        var consumed = failed.BytesConsumed;
        var frames = new List<Frame>();
        var scan = new Utf8JsonReader(payload);
        try
        {
            while (scan.BytesConsumed < consumed && scan.Read() && scan.BytesConsumed <= consumed)
            {
                Follow(frames, ref scan);
            }

            StepOver(frames, failed.TokenType);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The scan met the error itself: the path so far leads to it.
        }

        return Format(frames);
    }

    private static void Follow(List<Frame> frames, ref Utf8JsonReader scan)
    {
        switch (scan.TokenType)
        {
            case JsonTokenType.PropertyName:
                frames[^1] = new Frame(scan.GetString()!, -1);
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                frames.RemoveAt(frames.Count - 1);
                return;
        }

        if (frames.Count > 0 && frames[^1].Name is null && frames[^1].Index >= -1)
        {
            frames[^1] = frames[^1] with { Index = frames[^1].Index + 1 };
        }

        if (scan.TokenType == JsonTokenType.StartObject)
        {
            frames.Add(new Frame(null, -2));
        }
        else if (scan.TokenType == JsonTokenType.StartArray)
        {
            frames.Add(new Frame(null, -1));
        }
    }

    private static void StepOver(List<Frame> frames, JsonTokenType failed)
    {
        // The value itself was refused, not what is in it.
        if (failed is JsonTokenType.StartObject or JsonTokenType.StartArray && frames.Count > 0)
        {
            frames.RemoveAt(frames.Count - 1);
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

    /// <param name="Name">Name of the member being read; null in an array and before the first member.</param>
    /// <param name="Index">Index of the element being read; -1 before the first one, -2 in an object.</param>
    private readonly record struct Frame(string? Name, int Index);
}
