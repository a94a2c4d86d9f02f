using System.Diagnostics.CodeAnalysis;

namespace Topiary.Protocol;

/// <summary>Filters of shared subscriptions, <c>$share/{name}/{filter}</c> (MQTT 5.0, section 4.8.2).</summary>
public static class SharedFilter
{
    private const string Prefix = "$share/";

    /// <summary>Tells whether a filter is meant for a shared subscription, well-formed or not.</summary>
    /// <param name="filter">UTF-8 of the filter.</param>
    /// <returns>True when it begins with <c>$share/</c>.</returns>
    public static bool IsShared(ReadOnlySpan<byte> filter) => filter.StartsWith("$share/"u8);

    /// <summary>Tells whether a filter is meant for a shared subscription, well-formed or not.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>True when it begins with <c>$share/</c>.</returns>
    public static bool IsShared(string filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>Splits the filter of a shared subscription. The UTF-8 itself is not checked.</summary>
    /// <param name="filter">UTF-8 of the whole filter.</param>
    /// <param name="shareName">The share name.</param>
    /// <param name="topicFilter">The filter that messages are matched with.</param>
    /// <returns>False when it is none, or malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> filter, out ReadOnlySpan<byte> shareName, out ReadOnlySpan<byte> topicFilter)
    {
        shareName = default;
        topicFilter = default;
        if (!IsShared(filter))
        {
            return false;
        }

        var rest = filter[Prefix.Length..];
        var slash = rest.IndexOf((byte)'/');
        if (slash <= 0 || !TopicValidator.HasNameShape(rest[..slash]) || !TopicValidator.HasFilterShape(rest[(slash + 1)..]))
        {
            return false;
        }

        shareName = rest[..slash];
        topicFilter = rest[(slash + 1)..];
        return true;
    }

    /// <summary>Splits the filter of a shared subscription.</summary>
    /// <param name="filter">The whole filter.</param>
    /// <param name="shareName">The share name.</param>
    /// <param name="topicFilter">The filter that messages are matched with.</param>
    /// <returns>False when it is none, or malformed.</returns>
    public static bool TryParse(string filter, [NotNullWhen(true)] out string? shareName, [NotNullWhen(true)] out string? topicFilter)
    {
        shareName = null;
        topicFilter = null;
        if (!IsShared(filter) || !TopicGrammar.CheckFilter(filter).IsNone)
        {
            return false;
        }

        var slash = filter.IndexOf('/', Prefix.Length);
        shareName = filter[Prefix.Length..slash];
        topicFilter = filter[(slash + 1)..];
        return true;
    }
}
