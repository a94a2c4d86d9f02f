using System.Globalization;
using Topiary.Broker;

namespace Topiary.Interop.Tests;

/// <summary>Our broker on a free loopback port.</summary>
internal sealed class TopiaryBroker : IAsyncDisposable
{
    private readonly MqttBroker _broker;

    private TopiaryBroker(MqttBroker broker) => _broker = broker;

    public string Address => _broker.Addresses[0];

    public string Port => new Uri(Address).Port.ToString(CultureInfo.InvariantCulture);

    public static async Task<TopiaryBroker> StartAsync()
    {
        var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
        await broker.StartAsync(TestContext.Current.CancellationToken);
        return new(broker);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
