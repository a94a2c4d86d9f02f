using System.Text;

namespace Topiary.Runtime;

/// <summary>Which messages of a handler's method are handled one after the other: those with equal text at some levels of the topic. Made once by generated code.</summary>
public sealed class TopicOrder
{
    private readonly byte[] _name;
    private readonly int[] _levels;
    private readonly bool _endsWithRest;

    /// <summary>Creates one.</summary>
    /// <param name="name">Names of the levels; routes of a handler with the same name share the order.</param>
    /// <param name="endsWithRest">Whether the last one is the rest of the topic.</param>
    /// <param name="levels">Their positions in the topic, counted from 0.</param>
    public TopicOrder(string name, bool endsWithRest, params int[] levels)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(levels);
        _name = Encoding.UTF8.GetBytes(name + '\0');
        _levels = levels;
        _endsWithRest = endsWithRest;
    }

    /// <summary>Bytes that the key of a topic takes at most.</summary>
    internal int GetMaxLength(int topicLength) => _name.Length + ((topicLength + 1) * Math.Max(1, _levels.Length));

    /// <summary>Writes what equal messages have in common: the names, and each level behind a slash, which no level holds.</summary>
    internal int Write(ReadOnlySpan<byte> topic, Span<byte> key)
    {
        _name.CopyTo(key);
        var length = _name.Length;
        for (var i = 0; i < _levels.Length; i++)
        {
            var level = LevelAt(topic, _levels[i], _endsWithRest && i == _levels.Length - 1);
            key[length++] = (byte)'/';
            level.CopyTo(key[length..]);
            length += level.Length;
        }

        return length;
    }

    private static ReadOnlySpan<byte> LevelAt(ReadOnlySpan<byte> topic, int index, bool withRest)
    {
        for (; index > 0; index--)
        {
            var slash = topic.IndexOf((byte)'/');
            if (slash < 0)
            {
                return default;
            }

            topic = topic[(slash + 1)..];
        }

        var end = withRest ? -1 : topic.IndexOf((byte)'/');
        return end < 0 ? topic : topic[..end];
    }
}
