using System.Net;
using System.Net.Sockets;

namespace Topiary.Broker;

/// <summary>How many connections one remote address may have and how fast it may make them.</summary>
/// <remarks>Threading: any thread; a short lock. An address is forgotten once it has no connection and its bucket is full again.</remarks>
internal sealed class AddressGate(MqttBrokerOptions options, BrokerClock clock)
{
    private const int SweepEvery = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RemoteHost> _hosts = new(StringComparer.Ordinal);
    private int _untilSweep = SweepEvery;

    /// <summary>Addresses remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _hosts.Count;
            }
        }
    }

    /// <summary>A connection wants in.</summary>
    /// <param name="remoteAddress">Where it comes from.</param>
    /// <param name="host">What to give back by <see cref="Leave"/>; null where addresses do not count.</param>
    /// <returns>The limit that keeps it out; null when it may come in.</returns>
    public BrokerLimit? TryEnter(string remoteAddress, out RemoteHost? host)
    {
        host = null;
        if (ToKey(remoteAddress) is not { } key)
        {
            return null;
        }

        lock (_gate)
        {
            long now = clock.Now;
            if (!_hosts.TryGetValue(key, out RemoteHost? known))
            {
                Sweep(now);
                _hosts.Add(key, known = new RemoteHost(key, options.ConnectionBurstPerAddress, now));
            }

            Refill(known, now);
            if (options.ConnectionRatePerAddress > 0 && known.Tokens < 1)
            {
                return BrokerLimit.ConnectionRate;
            }

            known.Tokens--;
            if (known.Connections >= options.MaximumConnectionsPerAddress)
            {
                return BrokerLimit.ConnectionsPerAddress;
            }

            known.Connections++;
            host = known;
            return null;
        }
    }

    /// <summary>A connection that was let in has ended.</summary>
    public void Leave(RemoteHost? host)
    {
        if (host is not null)
        {
            lock (_gate)
            {
                host.Connections--;
            }
        }
    }

    /// <summary>What counts as one address; null for loopback and for transports without addresses.</summary>
    internal static string? ToKey(string remoteAddress)
    {
        int scheme = remoteAddress.IndexOf("://", StringComparison.Ordinal);
        ReadOnlySpan<char> rest = scheme < 0 ? remoteAddress : remoteAddress.AsSpan(scheme + 3);
        if (!IPEndPoint.TryParse(rest, out IPEndPoint? end) || IPAddress.IsLoopback(end.Address))
        {
            return null;
        }

        IPAddress address = end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }

    private void Refill(RemoteHost host, long now)
    {
        host.Tokens = Math.Min(options.ConnectionBurstPerAddress, host.Tokens + ((now - host.Since) * options.ConnectionRatePerAddress / 1000.0));
        host.Since = now;
    }

    private void Sweep(long now)
    {
        if (--_untilSweep > 0)
        {
            return;
        }

        foreach (RemoteHost host in _hosts.Values)
        {
            Refill(host, now);
            if (host.Connections == 0 && (host.Tokens >= options.ConnectionBurstPerAddress || options.ConnectionRatePerAddress == 0))
            {
                _hosts.Remove(host.Key);
            }
        }

        _untilSweep = Math.Max(SweepEvery, _hosts.Count);
    }
}
