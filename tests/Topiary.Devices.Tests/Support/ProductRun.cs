using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Topiary.Runtime;
using Topiary.Testing;

namespace Topiary.Devices.Tests;

/// <summary>An application with the contracts of a product, and a client that sees what goes over the wire.</summary>
internal sealed class ProductRun : IAsyncDisposable
{
    private readonly MqttTestHost _host;
    private readonly Arrivals _arrivals;
    private readonly WireTap _tap;
    private readonly DeadLetters _dead;

    private ProductRun(MqttTestHost host)
    {
        _host = host;
        _arrivals = host.Services.GetRequiredService<Arrivals>();
        _tap = host.Services.GetRequiredService<WireTap>();
        _dead = host.Services.GetRequiredService<DeadLetters>();
    }

    public static async Task<ProductRun> StartAsync(Action<TopiaryBuilder> configure) => new(await MqttTestHost.StartAsync(services =>
    {
        services.AddSingleton<Arrivals>().AddSingleton<WireTap>().AddSingleton<DeadLetters>();
        configure(services.AddTopiary(mqtt => mqtt.DeadLetterTo("dead/{topic}")).AddHandler<WireTap>().AddHandler<DeadLetters>());
    }));

    /// <summary>Publishes a message as a device does, and publishes again what handlers were given.</summary>
    public async Task<Outcome> SendAsync(string topic, byte[] payload) => (await SendAsync(topic, [payload])).Single();

    /// <summary>
    /// The same for several payloads, all different, on one topic. Messages of a topic are handled in order, so that the calls of
    /// the handlers are those for the payloads that are not refused, one by one. If they are not, all outcomes say so.
    /// </summary>
    public async Task<IReadOnlyList<Outcome>> SendAsync(string topic, IReadOnlyList<byte[]> payloads)
    {
        foreach (var payload in payloads)
        {
            await _host.Client.PublishAsync(topic, payload, QoS.AtLeastOnce, retain: false);
        }

        await RestAsync();
        var (arrivals, refusals) = (_arrivals.Take(), _dead.Take());
        _tap.Take();
        foreach (var arrival in arrivals)
        {
            await arrival.Again(_host.Services);
        }

        await RestAsync();
        _arrivals.Take();
        var sent = _tap.Take();
        var read = payloads.Count(payload => !refusals.ContainsKey(Encoding.UTF8.GetString(payload)));
        if (payloads.Count == 1 || arrivals.Count != read || sent.Count != read)
        {
            return [.. payloads.Select(payload => new Outcome(arrivals, refusals.GetValueOrDefault(Encoding.UTF8.GetString(payload)), sent))];
        }

        var index = 0;
        return [.. payloads.Select(payload => refusals.GetValueOrDefault(Encoding.UTF8.GetString(payload)) is { } refusal
            ? new Outcome([], refusal, [])
            : new Outcome([arrivals[index]], null, [sent[index++]]))];
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>Waits until all is handled; what could not be read is dead, with the reason.</summary>
    private async Task RestAsync()
    {
        try
        {
            await _host.IdleAsync();
        }
        catch (Exception exception) when (exception is not TimeoutException)
        {
            return;
        }
    }
}
