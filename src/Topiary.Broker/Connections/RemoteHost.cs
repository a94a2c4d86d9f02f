namespace Topiary.Broker;

/// <summary>A remote address with its connections and its bucket of tokens for new ones.</summary>
/// <remarks>Threading: guarded by its gate.</remarks>
internal sealed class RemoteHost(string key, double tokens, long now)
{
    public string Key { get; } = key;

    public int Connections { get; set; }

    public double Tokens { get; set; } = tokens;

    public long Since { get; set; } = now;
}
