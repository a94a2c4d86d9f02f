using System.Buffers;
using System.Globalization;
using System.Text;

namespace Topiary.Runtime;

/// <summary>Rebuilds the path of the value at which reading failed by a second scan. Only errors pay for paths.</summary>
internal static class MessagePackPath
{
    private const string UnknownKey = "[?]";
    private const int LongestName = 100;

    private static readonly SearchValues<char> s_special = SearchValues.Create(". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029");

    /// <summary>The path to the value at a place of the payload.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="offset">Place of the value, or of the end.</param>
    public static string To(ReadOnlySpan<byte> payload, int offset)
    {
        var frames = new List<Frame>();
        var position = 0;
        while (position < offset && MessagePackToken.TryRead(payload[position..], out var token))
        {
            Follow(frames, payload[position..], token);
            position += token.HeaderSize;
            if (!token.IsContainer)
            {
                if (token.Length > (uint)(payload.Length - position))
                {
                    break;
                }

                position += (int)token.Length;
            }
        }

        return Format(frames);
    }

    /// <summary>Steps over the beginning of a value that is not the one at fault.</summary>
    private static void Follow(List<Frame> frames, ReadOnlySpan<byte> value, MessagePackToken token)
    {
        if (token.IsContainer && token.Length > 0)
        {
            frames.Add(new Frame(token.Kind == MessagePackKind.Map, token.Children, 0, null));
            return;
        }

        // A value is complete, and perhaps those that it was the last one of.
        var isContainer = false;
        while (frames is [.., var frame])
        {
            if (frame is { IsMap: true, Key: null })
            {
                frames[^1] = frame with { Key = isContainer ? UnknownKey : Key(value, token) };
                return;
            }

            var taken = frame.IsMap ? 2UL : 1UL;
            if (frame.Left > taken)
            {
                frames[^1] = new Frame(frame.IsMap, frame.Left - taken, frame.Index + 1, null);
                return;
            }

            frames.RemoveAt(frames.Count - 1);
            isContainer = true;
        }
    }

    private static string Key(ReadOnlySpan<byte> value, MessagePackToken token)
    {
        if (token.IsContainer || token.Length > (uint)(value.Length - token.HeaderSize))
        {
            return UnknownKey;
        }

        return token.Kind switch
        {
            MessagePackKind.String => Name(Encoding.UTF8.GetString(value.Slice(token.HeaderSize, (int)token.Length))),
            MessagePackKind.Integer when value[0] == MessagePackCode.UInt64
                => string.Create(CultureInfo.InvariantCulture, $"[{new MessagePackReader(value).ReadUInt64()}]"),
            MessagePackKind.Integer => string.Create(CultureInfo.InvariantCulture, $"[{new MessagePackReader(value).ReadInt64()}]"),
            _ => UnknownKey,
        };
    }

    private static string Name(string key)
    {
        var text = key.Length > LongestName ? key[..LongestName] + "…" : key;
        return text.Length == 0 || text.AsSpan().ContainsAny(s_special) ? $"['{text}']" : "." + text;
    }

    private static string Format(List<Frame> frames)
    {
        var path = new StringBuilder("$");
        foreach (var frame in frames)
        {
            if (frame.IsMap)
            {
                path.Append(frame.Key);
            }
            else
            {
                path.Append('[').Append(frame.Index.ToString(CultureInfo.InvariantCulture)).Append(']');
            }
        }

        return path.ToString();
    }

    /// <param name="IsMap">Whether it is a map.</param>
    /// <param name="Left">Values that are still to come.</param>
    /// <param name="Index">Index of the element at hand.</param>
    /// <param name="Key">Key of the entry whose value is at hand; null where a key comes next.</param>
    private readonly record struct Frame(bool IsMap, ulong Left, int Index, string? Key);
}
