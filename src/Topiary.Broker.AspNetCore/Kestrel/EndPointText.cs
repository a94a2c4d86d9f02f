using System.Net;

namespace Topiary.Broker;

/// <summary>Ends of connections as the broker writes them: <c>tcp://127.0.0.1:1883</c>.</summary>
internal static class EndPointText
{
    public static string Format(string scheme, IPAddress? address, int port)
        => address is null ? $"{scheme}://unknown" : $"{scheme}://{new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port)}";

    public static string Format(string scheme, EndPoint? endPoint)
        => endPoint is IPEndPoint ip ? Format(scheme, ip.Address, ip.Port) : $"{scheme}://{endPoint?.ToString() ?? "unknown"}";
}
