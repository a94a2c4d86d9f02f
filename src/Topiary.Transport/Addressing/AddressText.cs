namespace Topiary.Transport;

/// <summary>Addresses of the ends of connections, as text.</summary>
internal static class AddressText
{
    /// <summary>The same end under the scheme of the protocol that is spoken above it: <c>tcp://127.0.0.1:5</c> becomes <c>mqtts://127.0.0.1:5</c>.</summary>
    public static string WithScheme(string address, string scheme)
    {
        int end = address.IndexOf("://", StringComparison.Ordinal);
        return end < 0 ? address : scheme + address[end..];
    }
}
