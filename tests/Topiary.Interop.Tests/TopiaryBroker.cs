using System.Globalization;
using Topiary.Broker;
using Topiary.Transport;

namespace Topiary.Interop.Tests;

/// <summary>Our broker on a free loopback port.</summary>
internal sealed class TopiaryBroker : IAsyncDisposable
{
    private readonly MqttBroker _broker;

    private TopiaryBroker(MqttBroker broker) => _broker = broker;

    public string Address => _broker.Addresses[0];

    public string Port => new Uri(Address).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts a broker that listens at a free port.</summary>
    /// <param name="scheme"><c>tcp</c>, <c>mqtts</c>, <c>ws</c> or <c>wss</c>.</param>
    public static async Task<TopiaryBroker> StartAsync(string scheme = "tcp")
    {
        var path = scheme.StartsWith("ws", StringComparison.Ordinal) ? "/mqtt" : "";
        var options = new MqttBrokerOptions { Listeners = { $"{scheme}://127.0.0.1:0{path}" } };
        if (scheme is "mqtts" or "wss")
        {
            options.Transport = new TransportListenerOptions { Tls = new TlsListenerOptions { Certificate = TestAuthority.Server } };
        }

        var broker = new MqttBroker(options);
        await broker.StartAsync(TestContext.Current.CancellationToken);
        return new(broker);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
