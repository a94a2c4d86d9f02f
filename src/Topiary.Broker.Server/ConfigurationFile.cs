using System.Text;
using System.Text.Json;

namespace Topiary.Broker.Server;

/// <summary>Reads the JSON file of <c>--config</c>: an object whose keys are the broker's options in camelCase.</summary>
internal static class ConfigurationFile
{
    public static void Read(string path, MqttBrokerOptions options)
    {
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"--config: cannot read \"{path}\": {e.Message}");
        }

        Read(path, json, options);
    }

    public static void Read(string path, ReadOnlySpan<byte> json, MqttBrokerOptions options)
    {
        if (json.StartsWith(Encoding.UTF8.Preamble))
        {
            json = json[Encoding.UTF8.Preamble.Length..];
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Error(path, json, reader.TokenStartIndex, "an object of options is expected");
            }

            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadOption(path, json, ref reader, seen, options);
            }

            // What follows the object must be nothing; the reader throws otherwise.
            reader.Read();
            SetAuthenticator(options);
        }
        catch (JsonException e)
        {
            throw new StartException($"--config: {path}({e.LineNumber + 1},{e.BytePositionInLine + 1}): this is not JSON.");
        }
    }

    // Whoever proves a certificate is known by it, all others by user name and password.
    private static void SetAuthenticator(MqttBrokerOptions options)
    {
        if (options.ScramCredentials is { } credentials)
        {
            var passwords = new PasswordAuthenticator(credentials);
            options.Authenticator = options.Authenticator is null ? passwords : new ClientCertificateAuthenticator(others: passwords);
        }
    }

    private static void ReadOption(string path, ReadOnlySpan<byte> json, ref Utf8JsonReader reader, HashSet<string> seen, MqttBrokerOptions options)
    {
        string key = reader.GetString()!;
        long position = reader.TokenStartIndex;
        if (!ConfigurationKeys.All.TryGetValue(key, out ConfigurationKey? known))
        {
            throw Error(path, json, position, $"unknown option \"{key}\"; known are {string.Join(", ", ConfigurationKeys.All.Keys)}");
        }

        if (!seen.Add(key))
        {
            throw Error(path, json, position, $"option \"{key}\" comes twice");
        }

        reader.Read();
        position = reader.TokenStartIndex;
        if (!known.TryRead(ref reader, options))
        {
            throw Error(path, json, position, $"option \"{key}\" must be {known.Expected}");
        }
    }

    private static StartException Error(string path, ReadOnlySpan<byte> json, long position, string what)
    {
        ReadOnlySpan<byte> before = json[..(int)position];
        int line = before.Count((byte)'\n') + 1;
        int column = before.Length - before.LastIndexOf((byte)'\n');
        return new StartException($"--config: {path}({line},{column}): {what}.");
    }
}
