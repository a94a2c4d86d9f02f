using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>
/// Where a broker listens or is to be reached: <c>mqtt://host:1883</c>, <c>tcp://</c> (the same), <c>mqtts://</c>, <c>ws://host/path</c>,
/// <c>wss://</c>, <c>unix:/path</c> or <c>memory:name</c>.
/// </summary>
public sealed record MqttAddress
{
    private const string Examples = "\"mqtt://localhost:1883\"";

    private static readonly SearchValues<char> NoHostCharacters = SearchValues.Create(" \t\r\n\\\"<>^`{|}");

    private MqttAddress(MqttScheme scheme, string schemeName, string host, int port, string path)
    {
        Scheme = scheme;
        SchemeName = schemeName;
        Host = host;
        Port = port;
        Path = path;
    }

    /// <summary>The kind of transport.</summary>
    public MqttScheme Scheme { get; }

    /// <summary>The scheme as written, in lower case: <c>mqtt</c>, <c>tcp</c>, <c>mqtts</c>, <c>ws</c>, <c>wss</c>, <c>unix</c> or <c>memory</c>.</summary>
    public string SchemeName { get; }

    /// <summary>Host name or IP address (IPv6 without brackets); empty for <c>unix:</c> and <c>memory:</c>.</summary>
    public string Host { get; }

    /// <summary>Port; 0 asks a listener for a free one and is 0 for <c>unix:</c> and <c>memory:</c>.</summary>
    public int Port { get; }

    /// <summary>Path of a WebSocket (<c>/mqtt</c> unless given) or of a Unix socket, name of a memory listener, otherwise empty.</summary>
    public string Path { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is none; the message says what is wrong and shows a right one.</exception>
    public static MqttAddress Parse(string text)
        => TryParse(text, out MqttAddress? address, out string? error) ? address : throw new FormatException(error);

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    /// <param name="error">What is wrong with it.</param>
    /// <returns>Whether it is an address.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MqttAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        error = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            error = $"The address is empty; write for example {Examples}.";
            return false;
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !IsSchemeText(text.AsSpan(0, colon)) || IsHostAndPort(text, colon))
        {
            error = $"The address \"{text}\" has no scheme; write for example {Examples}.";
            return false;
        }

        string name = text[..colon].ToLowerInvariant();
        string rest = text[(colon + 1)..];
        string? problem = name switch
        {
            "mqtt" or "tcp" => ParseNetwork(MqttScheme.Tcp, name, rest, 1883, out address),
            "mqtts" => ParseNetwork(MqttScheme.Tls, name, rest, 8883, out address),
            "ws" => ParseNetwork(MqttScheme.WebSocket, name, rest, 80, out address),
            "wss" => ParseNetwork(MqttScheme.SecureWebSocket, name, rest, 443, out address),
            "unix" => ParseUnix(rest, out address),
            "memory" => ParseMemory(rest, out address),
            _ => $"the scheme \"{name}\" is unknown; known are mqtt, tcp, mqtts, ws, wss, unix and memory",
        };
        error = problem is null ? null : $"The address \"{text}\" is not valid: {problem}.";
        return problem is null;
    }

    /// <inheritdoc/>
    public override string ToString() => Scheme switch
    {
        MqttScheme.Unix => $"unix:{Path}",
        MqttScheme.Memory => $"memory:{Path}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{SchemeName}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}{Path}"),
    };

    private static bool IsSchemeText(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    // "localhost:1883": digits to the end after the only colon.
    private static bool IsHostAndPort(string text, int colon)
    {
        ReadOnlySpan<char> rest = text.AsSpan(colon + 1);
        bool known = text.StartsWith("memory:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("unix:", StringComparison.OrdinalIgnoreCase);
        return !known && !rest.IsEmpty && rest.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static string? ParseNetwork(MqttScheme scheme, string name, string rest, int defaultPort, out MqttAddress? address)
    {
        address = null;
        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            return $"after \"{name}:\" there must be \"//\" and a host";
        }

        string authority = rest[2..];
        int end = authority.AsSpan().IndexOfAny('/', '?', '#');
        string path = end < 0 ? "" : authority[end..];
        authority = end < 0 ? authority : authority[..end];
        string? problem = SplitAuthority(authority, defaultPort, out string host, out int port) ?? CheckPath(scheme, name, ref path);
        address = problem is null ? new MqttAddress(scheme, name, host, port, path) : null;
        return problem;
    }

    private static string? CheckPath(MqttScheme scheme, string name, ref string path)
    {
        bool web = scheme is MqttScheme.WebSocket or MqttScheme.SecureWebSocket;
        if (path.Contains('#', StringComparison.Ordinal) || (!web && path.Contains('?', StringComparison.Ordinal)))
        {
            return "it must not have a query or a fragment";
        }

        if (!web && path is not ("" or "/"))
        {
            return $"a {name} address has no path";
        }

        path = web ? (path.Length == 0 ? "/mqtt" : path) : "";
        return null;
    }

    private static string? SplitAuthority(string authority, int defaultPort, out string host, out int port)
    {
        host = "";
        port = defaultPort;
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            return "user name and password do not belong into the address; set them as options";
        }

        string portText;
        bool hasPort;
        if (authority.StartsWith('['))
        {
            int close = authority.IndexOf(']', StringComparison.Ordinal);
            if (close < 0 || !IPAddress.TryParse(authority.AsSpan(1, close - 1), out IPAddress? ip) || ip.AddressFamily != AddressFamily.InterNetworkV6)
            {
                return "what stands in brackets is no IPv6 address";
            }

            host = authority[1..close];
            string after = authority[(close + 1)..];
            hasPort = after.StartsWith(':');
            portText = hasPort ? after[1..] : after;
            if (!hasPort && after.Length > 0)
            {
                return "after the closing bracket only \":\" and a port may follow";
            }
        }
        else
        {
            int colon = authority.IndexOf(':', StringComparison.Ordinal);
            hasPort = colon >= 0;
            host = hasPort ? authority[..colon] : authority;
            portText = hasPort ? authority[(colon + 1)..] : "";
            if (portText.Contains(':', StringComparison.Ordinal))
            {
                return "an IPv6 address must stand in brackets, as in \"mqtt://[::1]:1883\"";
            }
        }

        return CheckHost(host) ?? (hasPort ? CheckPort(portText, out port) : null);
    }

    private static string? CheckHost(string host)
    {
        if (host.Length == 0)
        {
            return "the host is missing";
        }

        return host.AsSpan().ContainsAny(NoHostCharacters) ? $"the host \"{host}\" holds a character that no host name has" : null;
    }

    private static string? CheckPort(string text, out int port)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535
            ? null
            : $"\"{text}\" is no port; a port is a number from 0 to 65535";

    private static string? ParseUnix(string rest, out MqttAddress? address)
    {
        address = null;
        string path = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        if (path.Length == 0)
        {
            return "the path of the socket is missing, as in \"unix:/run/mqtt.sock\"";
        }

        address = new MqttAddress(MqttScheme.Unix, "unix", "", 0, path);
        return null;
    }

    private static string? ParseMemory(string rest, out MqttAddress? address)
    {
        address = null;
        string name = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        if (name.Length == 0)
        {
            return "the name is missing, as in \"memory:broker\"";
        }

        address = new MqttAddress(MqttScheme.Memory, "memory", "", 0, name);
        return null;
    }
}
