namespace Topiary.Transport;

/// <summary>The head of an HTTP/1.1 request or answer: the first line and the fields, nothing interpreted.</summary>
internal sealed class HttpHead
{
    private readonly List<KeyValuePair<string, string>> _fields;

    private HttpHead(string firstLine, List<KeyValuePair<string, string>> fields)
    {
        FirstLine = firstLine;
        _fields = fields;
    }

    public string FirstLine { get; }

    /// <summary>The values of a field, those of several lines joined by commas; null when it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            string[] values = [.. _fields.Where(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value)];
            return values.Length == 0 ? null : string.Join(", ", values);
        }
    }

    public int Count(string name) => _fields.Count(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a field that is a list of tokens holds one, in any case.</summary>
    public bool HasToken(string name, string token) => Tokens(name).Contains(token, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Tokens(string name) => this[name]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Receives a head, up to and including its empty line.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The head; null when the peer closed before its end.</returns>
    /// <exception cref="FormatException">It is too long, is no head, or bytes follow it.</exception>
    public static async ValueTask<HttpHead?> ReceiveAsync(TransportConnection connection, int limit, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[limit];
        int filled = 0;
        while (true)
        {
            int received = await connection.ReceiveAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (received == 0)
            {
                return null;
            }

            int searchFrom = Math.Max(0, filled - 3);
            filled += received;
            int end = buffer.AsSpan(searchFrom, filled - searchFrom).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                end += searchFrom;
                return end + 4 == filled ? Parse(buffer.AsSpan(0, end)) : throw new FormatException("bytes follow its end");
            }

            if (filled == limit)
            {
                throw new FormatException($"it is longer than {limit} bytes");
            }
        }
    }

    private static HttpHead Parse(ReadOnlySpan<byte> head)
    {
        foreach (byte b in head)
        {
            if (b is 0 or > 126)
            {
                throw new FormatException("it holds a character that may not stand there");
            }
        }

        string[] lines = System.Text.Encoding.ASCII.GetString(head).Split("\r\n");
        var fields = new List<KeyValuePair<string, string>>();
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || char.IsWhiteSpace(line[0]) || char.IsWhiteSpace(line[colon - 1]) || line.AsSpan().ContainsAny('\r', '\n'))
            {
                throw new FormatException("it holds a line that is no field");
            }

            fields.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        return new HttpHead(lines[0], fields);
    }
}
