using System.Text;

namespace Topiary.Runtime;

/// <summary>
/// Topics on which a requester tells that it does not wait any more for the one answer to a request: that of the request below
/// <c>topiary/cancel</c>. A responder listens to what corresponds to its filter, whether or not its subscription is a shared
/// one, since the word must reach the instance that has the request. Nothing is sent there as long as nobody cancels.
/// </summary>
internal static class CancelTopics
{
    private const string Prefix = "topiary/cancel/";

    /// <summary>Filter of the words about requests of a filter; null when it would be too long.</summary>
    public static string? Filter(string requests) => Encoding.UTF8.GetByteCount(requests) + Prefix.Length <= ushort.MaxValue ? Prefix + requests : null;

    /// <summary>Topic of the word about a request, in UTF-8; null when it would be too long.</summary>
    public static byte[]? Topic(string request) => Filter(request) is { } topic ? Encoding.UTF8.GetBytes(topic) : null;

    /// <summary>Whether a filter is one of these: work goes on where the broker refuses it.</summary>
    public static bool IsFilter(string filter) => filter.StartsWith(Prefix, StringComparison.Ordinal);
}
