using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Topiary.Broker.Persistence;

namespace Topiary.Broker.Server;

/// <summary>Runs the broker until a signal ends it.</summary>
internal static class ServerHost
{
    private const int StartError = 1;
    private const string DefaultListener = "tcp://127.0.0.1:1883";

    public static async Task<int> RunAsync(ServerSettings settings)
    {
        using ILoggerFactory loggers = CreateLoggers(settings.LogLevel);
        try
        {
            await ServeAsync(ToOptions(settings, loggers)).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is StartException or MqttException)
        {
            await Console.Error.WriteLineAsync($"topiary-broker: {e.Message}").ConfigureAwait(false);
            return StartError;
        }
    }

    private static async Task ServeAsync(MqttBrokerOptions options)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        var broker = new MqttBroker(options);
        await using (broker.ConfigureAwait(false))
        {
            await broker.StartAsync().ConfigureAwait(false);
            await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
            await ended.Task.ConfigureAwait(false);
        }

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }

    private static MqttBrokerOptions ToOptions(ServerSettings settings, ILoggerFactory loggers)
    {
        var options = new MqttBrokerOptions { LoggerFactory = loggers };
        if (settings.ConfigurationFile is { } file)
        {
            ConfigurationFile.Read(file, options);
        }

        foreach (string listener in settings.Listeners)
        {
            options.Listeners.Add(listener);
        }

        if (options.Listeners.Count == 0)
        {
            options.Listeners.Add(DefaultListener);
        }

        options.AllowAnonymous |= settings.AllowAnonymous;
        options.Durability = settings.Durability ?? options.Durability;
        if (settings.DataDirectory is { } directory)
        {
            options.UseFileStore(directory);
        }
        else if (settings.Durability is not null && options.Store is null)
        {
            throw new StartException("--durability: needs --data, or \"data\" in the configuration file.");
        }

        return options;
    }

    private static ILoggerFactory CreateLoggers(LogLevel level) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(level)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        })
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
