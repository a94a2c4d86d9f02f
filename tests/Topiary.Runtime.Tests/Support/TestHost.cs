using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Topiary.Broker;
using Topiary.Client;
using Topiary.Transport;

namespace Topiary.Runtime.Tests;

/// <summary>An application over a real broker in memory.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly List<ServiceProvider> _applications = [];
    private readonly List<MqttClient> _clients = [];
    private readonly MemoryNetwork _network = new();
    private MqttBroker? _broker;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public CollectedLog Log { get; } = new();

    public TimeProvider Time { get; private init; } = TimeProvider.System;

    public IServiceProvider Services => _applications[0];

    public static async Task<TestHost> StartAsync(
        Action<TopiaryBuilder> add, Action<TopiaryOptionsBuilder>? configure = null, Action<IServiceCollection>? services = null, TimeProvider? time = null,
        Action<MqttBrokerOptions>? broker = null)
    {
        var host = new TestHost { Time = time ?? TimeProvider.System };
        var options = new MqttBrokerOptions { Listeners = { "memory:broker" }, MemoryNetwork = host._network, TimeProvider = host.Time };
        broker?.Invoke(options);
        host._broker = new MqttBroker(options);
        await host._broker.StartAsync();
        await host.AddApplicationAsync(add, configure, services);
        return host;
    }

    /// <summary>Starts one more application with the same broker.</summary>
    public async Task<IServiceProvider> AddApplicationAsync(
        Action<TopiaryBuilder> add, Action<TopiaryOptionsBuilder>? configure = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<ILoggerFactory>(Log).AddSingleton(Time);
        services?.Invoke(collection);
        add(collection.AddTopiary(mqtt =>
        {
            mqtt.ConnectTo("memory:broker").Configure(options => options with { Transports = new TransportRegistry().AddMemory(_network) });
            configure?.Invoke(mqtt);
        }));
        var provider = collection.BuildServiceProvider();
        _applications.Add(provider);
        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None).WaitAsync(Patience);
        }

        return provider;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Another client of the same broker.</summary>
    public async Task<MqttClient> ConnectAsync(Func<MqttClientOptions, MqttClientOptions>? change = null)
    {
        var options = new MqttClientOptions { Brokers = ["memory:broker"], Transports = new TransportRegistry().AddMemory(_network), TimeProvider = Time };
        var client = MqttClient.Create(change?.Invoke(options) ?? options);
        _clients.Add(client);
        await client.ConnectAsync().AsTask().WaitAsync(Patience);
        return client;
    }

    /// <summary>Subscribes another client and gives its messages.</summary>
    public async Task<ChannelReader<MqttMessage>> ListenAsync(string filter)
    {
        var client = await ConnectAsync();
        var receiver = new Listener();
        await client.SubscribeAsync(new SubscriptionSpec(filter, QoS.ExactlyOnce), receiver, CancellationToken.None).AsTask().WaitAsync(Patience);
        return receiver.Messages.Reader;
    }

    /// <summary>Waits until the broker has granted a client's subscription.</summary>
    public async Task WaitForSubscriptionAsync(MqttClient client, string filter)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (!client.GetSubscriptions().Any(item => item.Filter == filter && item.State == MqttSubscriptionState.Granted))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < Patience, $"'{filter}' is not granted.");
            await Task.Yield();
        }
    }

    public void LoseSessions() => _broker!.LoseSessions();

    public Task StopBrokerAsync() => _broker!.StopAsync().AsTask();

    public async Task StopAsync(CancellationToken ct = default)
    {
        foreach (var service in Services.GetServices<IHostedService>())
        {
            await service.StopAsync(ct).WaitAsync(Patience, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        foreach (var application in _applications)
        {
            await application.DisposeAsync();
        }

        await _broker!.DisposeAsync();
    }

    private sealed class Listener : IMessageReceiver
    {
        public Channel<MqttMessage> Messages { get; } = Channel.CreateUnbounded<MqttMessage>();

        public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
        {
            Messages.Writer.TryWrite(message.ToMessage());
            receipt.Complete();
        }
    }
}
