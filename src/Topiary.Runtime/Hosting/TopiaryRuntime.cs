using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Topiary.Runtime;

/// <summary>Everything that one client's publishers, requests, handlers and streams share. Made once by the container.</summary>
internal sealed class TopiaryRuntime : IAsyncDisposable
{
    private readonly CancellationTokenSource _handlersStopping = new();
    private readonly TopiaryConfiguration _configuration;
    private readonly IServiceProvider _services;

    private TopiaryRuntime(MqttClientOptions options, TopiaryConfiguration configuration, IServiceProvider services, ILogger logger)
    {
        _configuration = configuration;
        _services = services;
        Options = options;
        Scopes = services.GetRequiredService<IServiceScopeFactory>();
        Logger = logger;
        Time = options.TimeProvider;
        Client = MqttClient.Create(options);
        var replies = new ReplyChannel(Client, options.ClientId, logger);
        var publishing = configuration.PublishMiddleware.Count == 0 ? null : new PublishPipeline(Client, services, configuration.PublishMiddleware);
        Handling = configuration.HandleMiddleware.Count == 0 ? null : new HandlePipeline(services, configuration.HandleMiddleware);
        var requester = new Requester(Client, replies, Monitor, Time, logger, publishing, Handling);
        Responder = new Responder(replies, new ReplyWriter(Client, publishing, logger), new ReplyCache(configuration.Idempotency, Time), Time);
        Failures = new FailurePolicy(new DeadLetters(Client, configuration.DeadLetterTemplate, Time, logger), Monitor, logger);
        Publisher = new MessagePublisher(Client, requester, publishing);
        Topics = new TopicSource(Client, Time, Handling, Monitor, logger);
        Dispatchers = [.. configuration.Handlers.Select(handler => handler.CreateDispatcher(this))];
        Connection = new ConnectionWatch(Client, Time);
        HandlerInstruments.Runtimes.Add(this);
    }

    public MqttClientOptions Options { get; }

    public MqttClient Client { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public IServiceScopeFactory Scopes { get; }

    public RuntimeMonitor Monitor { get; } = new();

    public MessagePublisher Publisher { get; }

    public Responder Responder { get; }

    public FailurePolicy Failures { get; }

    /// <summary>The handle middleware; null where there is none.</summary>
    public HandlePipeline? Handling { get; }

    public TopicSource Topics { get; }

    public IReadOnlyList<IHandlerDispatcher> Dispatchers { get; }

    /// <summary>Knows for how long the client has not been connected.</summary>
    public ConnectionWatch Connection { get; }

    /// <summary>Fires when handlers have had their time to end.</summary>
    public CancellationToken HandlersStopping => _handlersStopping.Token;

    public static TopiaryRuntime Create(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<TopiaryConfiguration>();
        var loggers = services.GetService<ILoggerFactory>();
        var options = new MqttClientOptions
        {
            Brokers = configuration.Brokers.Count > 0 ? [.. configuration.Brokers] : ReadBrokers(services.GetService<IConfiguration>()),
            TimeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System,
            LoggerFactory = loggers,
        };
        foreach (var change in configuration.Changes)
        {
            options = change(options);
        }

        if (options.Brokers.Count == 0)
        {
            throw new InvalidOperationException(
                "No MQTT broker is configured. Name one with AddTopiary(mqtt => mqtt.ConnectTo(\"mqtt://localhost:1883\")), or in the configuration as 'Topiary:Brokers'.");
        }

        var logger = loggers?.CreateLogger("Topiary.Runtime") ?? NullLogger.Instance;
        return new TopiaryRuntime(options, configuration, services, logger);
    }

    /// <summary>How to get a handler of which the application has registered one instance for all messages; null for others, which live as long as a message.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    public Func<THandler>? FindSingleton<THandler>()
        where THandler : class
        => _configuration.IsSingleton(typeof(THandler)) ? _services.GetRequiredService<THandler> : null;

    /// <summary>Fires the token of handlers that are still at work.</summary>
    public void StopHandlers() => _handlersStopping.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        HandlerInstruments.Runtimes.Remove(this);
        await _handlersStopping.CancelAsync().ConfigureAwait(false);
        await Client.DisposeAsync().ConfigureAwait(false);
    }

    private static string[] ReadBrokers(IConfiguration? configuration)
    {
        if (configuration?.GetSection("Topiary:Brokers") is not { } section)
        {
            return [];
        }

        const StringSplitOptions Clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        return section.Value is { } list
            ? list.Split(',', Clean)
            : [.. section.GetChildren().Select(child => child.Value).OfType<string>().Where(value => !string.IsNullOrWhiteSpace(value))];
    }
}
