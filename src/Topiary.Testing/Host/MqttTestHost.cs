using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Topiary.Runtime;

namespace Topiary.Testing;

/// <summary>
/// Runs an application's publishers and handlers over the in-memory broker, with virtual time and faults; or over a real broker.
/// Broker, codec, client, runtime and serializers are the real ones. Each host is separate; many may run in one process.
/// </summary>
public sealed class MqttTestHost : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Exception> _failures = [];
    private readonly ServiceProvider _services;
    private readonly TopiaryRuntime _runtime;
    private readonly ITestBroker _broker;
    private bool _stopped;

    private MqttTestHost(ServiceProvider services, ITestBroker broker)
    {
        _services = services;
        _broker = broker;
        _runtime = services.GetRequiredService<TopiaryRuntime>();
        _broker.Watch(_runtime.Client);
        _runtime.Monitor.HandlerFailed += OnHandlerFailed;
    }

    /// <summary>The clock of the application, its client and the broker; it moves when told to, or with a real broker by itself.</summary>
    public VirtualTime Time => _broker.Time;

    /// <summary>Faults between the application and the broker.</summary>
    /// <exception cref="InvalidOperationException">The host runs over a real broker.</exception>
    public MqttFaults Faults => _broker.Faults;

    /// <summary>How long <see cref="IdleAsync"/> waits, in real time; 10 seconds by default.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>The application's client.</summary>
    public IMqttClient Client => _runtime.Client;

    /// <summary>Builds and starts an application.</summary>
    /// <param name="configure">Adds its services: <c>services.AddTopiary().AddPublisher&lt;…&gt;()</c> and what it needs.</param>
    /// <param name="realBroker">Address of a real broker to use in place of the one in memory.</param>
    /// <param name="ct">Stops the start.</param>
    /// <returns>The running host, connected, with every handler subscribed.</returns>
    public static async Task<MqttTestHost> StartAsync(Action<IServiceCollection> configure, string? realBroker = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ITestBroker broker = realBroker is null ? new MemoryTestBroker() : await RealTestBroker.ConnectAsync(realBroker, ct).ConfigureAwait(false);
        var services = new ServiceCollection();
        services.AddLogging();
        configure(services);
        services.AddSingleton<TimeProvider>(broker.Time);
        services.AddTopiary(mqtt => mqtt.Configure(broker.Connect).RequireConnection());
        var host = new MqttTestHost(services.BuildServiceProvider(), broker);
        try
        {
            foreach (var service in host._services.GetServices<IHostedService>())
            {
                await service.StartAsync(ct).ConfigureAwait(false);
            }
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return host;
    }

    /// <summary>A service of the application, such as the publisher of a contract.</summary>
    /// <typeparam name="T">Type of the service.</typeparam>
    /// <returns>The service.</returns>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>The typed streams of a contract.</summary>
    /// <typeparam name="TContract">The contract.</typeparam>
    /// <returns>The streams; the contract needs no publisher for it.</returns>
    public ITopics<TContract> Topics<TContract>()
        where TContract : class => _services.GetRequiredService<ITopics<TContract>>();

    /// <summary>
    /// What was published so far on the topics of a selection, in order, whether or not anybody subscribed. A retained message's
    /// context says <c>Retain</c> as it was published.
    /// </summary>
    /// <typeparam name="TMessage">Levels, payload and context of a message.</typeparam>
    /// <param name="selection">The selection, for instance <c>mqtt.Topics&lt;IGreenhouse&gt;().Climate(house: "north")</c>.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="MqttException">A payload cannot be read.</exception>
    public IReadOnlyList<TMessage> Published<TMessage>(TopicStream<TMessage> selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var messages = new List<TMessage>();
        foreach (var recorded in _broker.Log.Matching(selection.Filter))
        {
            var message = new IncomingMessage();
            message.Fill(recorded.Topic, recorded.Payload, recorded.Properties, recorded.QoS, recorded.Retain, recorded.ExpirySeconds);
            if (selection.Selection.TryRead(message, out var value))
            {
                messages.Add(value);
            }
        }

        return messages;
    }

    /// <summary>
    /// Waits, in real time, until every queue is empty and every handler has finished. Exceptions that handlers threw, after their
    /// retries, are thrown here: one as it was, several as an <see cref="AggregateException"/>.
    /// </summary>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>Completes when all is quiet.</returns>
    /// <exception cref="TimeoutException">It does not become quiet within <see cref="IdleTimeout"/>; the message says why.</exception>
    public async Task IdleAsync(CancellationToken ct = default)
    {
        await _broker.FlushAsync(_runtime.Client, ct).ConfigureAwait(false);
        await Settling.WaitAsync(Obstacle, () => _broker.Activity() + (1000 * _runtime.Monitor.Open), IdleTimeout, ct).ConfigureAwait(false);
        ThrowFailures();
    }

    /// <summary>Stops the application and the broker in memory. Exceptions of handlers that no <see cref="IdleAsync"/> has thrown are not thrown here.</summary>
    /// <returns>Completes when everything has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            // A handler that waits for virtual time would never end: it is told to stop at once.
            await service.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        }

        await _services.DisposeAsync().ConfigureAwait(false);
        await _broker.DisposeAsync().ConfigureAwait(false);
    }

    private string? Obstacle() => _broker.Obstacle()
        ?? (_runtime.Monitor.Open is var open and > 0 ? $"{open} messages or requests are being handled" : null);

    private void OnHandlerFailed(HandlerFailure failure)
    {
        lock (_gate)
        {
            _failures.Add(failure.Exception);
        }
    }

    private void ThrowFailures()
    {
        Exception[] failures;
        lock (_gate)
        {
            failures = [.. _failures];
            _failures.Clear();
        }

        if (failures.Length == 1)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }
        else if (failures.Length > 1)
        {
            throw new AggregateException("Several handlers failed.", failures);
        }
    }
}
