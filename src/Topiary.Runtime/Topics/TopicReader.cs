namespace Topiary.Runtime;

/// <summary>Reads a received topic from left to right against the literals and levels of one template. No allocation.</summary>
public ref struct TopicReader
{
    private ReadOnlySpan<byte> _rest;

    // True after "a/" was asked of the topic "a": '#' matches the parent level too (MQTT 5.0, section 4.7.1.2).
    private bool _atParent;

    /// <summary>Starts at the beginning of a topic.</summary>
    /// <param name="topic">Topic in UTF-8.</param>
    public TopicReader(ReadOnlySpan<byte> topic)
    {
        _rest = topic;
        _atParent = false;
    }

    /// <summary>True when nothing of the topic is left.</summary>
    public readonly bool AtEnd => _rest.IsEmpty && !_atParent;

    /// <summary>Reads text that must stand here.</summary>
    /// <param name="text">The text, slashes included.</param>
    /// <returns>False when something else stands here.</returns>
    public bool Literal(ReadOnlySpan<byte> text)
    {
        if (_atParent)
        {
            return false;
        }

        if (_rest.StartsWith(text))
        {
            _rest = _rest[text.Length..];
            return true;
        }

        if (_rest.Length == text.Length - 1 && text[^1] == (byte)'/' && text.StartsWith(_rest))
        {
            _rest = default;
            _atParent = true;
            return true;
        }

        return false;
    }

    /// <summary>Reads one level, up to the next slash or the end. The level may be empty.</summary>
    /// <param name="level">The level in UTF-8.</param>
    /// <returns>False when the topic has ended before this level.</returns>
    public bool Level(out ReadOnlySpan<byte> level)
    {
        if (_atParent)
        {
            level = default;
            return false;
        }

        var slash = _rest.IndexOf((byte)'/');
        level = slash < 0 ? _rest : _rest[..slash];
        _rest = _rest[level.Length..];
        return true;
    }

    /// <summary>Reads everything that is left: the part that <c>#</c> stands for.</summary>
    /// <param name="rest">The rest in UTF-8; empty where <c>#</c> matched the parent level.</param>
    /// <returns>Always true, so that it can stand in a chain of conditions.</returns>
    public bool Rest(out ReadOnlySpan<byte> rest)
    {
        rest = _rest;
        _rest = default;
        _atParent = false;
        return true;
    }
}
