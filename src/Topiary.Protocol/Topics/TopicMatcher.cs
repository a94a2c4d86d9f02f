namespace Topiary.Protocol;

/// <summary>Matches one filter with one topic name (MQTT 5.0, section 4.7), without recursion or allocation.</summary>
public static class TopicMatcher
{
    /// <summary>Tells whether a filter matches a topic. Both have to be valid; a shared subscription gives its inner filter.</summary>
    /// <param name="filter">UTF-8 of the filter.</param>
    /// <param name="topic">UTF-8 of the topic name.</param>
    /// <returns>True when it does.</returns>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        if (filter.IsEmpty || topic.IsEmpty)
        {
            return false;
        }

        // A wildcard in the first level does not match topics of the server itself.
        if (topic[0] == '$' && filter[0] is (byte)'#' or (byte)'+')
        {
            return false;
        }

        while (true)
        {
            var filterEnd = filter.IndexOf((byte)'/');
            var level = filterEnd < 0 ? filter : filter[..filterEnd];
            if (level is [(byte)'#'])
            {
                return true;
            }

            var topicEnd = topic.IndexOf((byte)'/');
            if (level is not [(byte)'+'] && !level.SequenceEqual(topicEnd < 0 ? topic : topic[..topicEnd]))
            {
                return false;
            }

            if (filterEnd < 0 || topicEnd < 0)
            {
                // "a/#" matches "a" too: the filter may have just that level more.
                return topicEnd < 0 && (filterEnd < 0 || filter[(filterEnd + 1)..] is [(byte)'#']);
            }

            filter = filter[(filterEnd + 1)..];
            topic = topic[(topicEnd + 1)..];
        }
    }
}
