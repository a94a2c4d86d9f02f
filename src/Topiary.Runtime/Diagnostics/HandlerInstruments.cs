using System.Diagnostics.Metrics;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>The figures of handlers, read when a listener asks. Thread-safe.</summary>
internal static class HandlerInstruments
{
    private const string Messages = "{message}";

    /// <summary>The applications whose figures are observed.</summary>
    public static LiveSet<TopiaryRuntime> Runtimes { get; } = CreateObservables();

    private static LiveSet<TopiaryRuntime> CreateObservables()
    {
        var runtimes = new LiveSet<TopiaryRuntime>();
        var meter = Instruments.Meter;
        meter.CreateObservableUpDownCounter(
            TopiaryDiagnostics.HandlerQueueMessages, () => OfHandlers(static handler => handler.Queued), Messages, "Messages that wait for a handler.");
        meter.CreateObservableUpDownCounter(
            TopiaryDiagnostics.HandlerRunning, () => OfHandlers(static handler => handler.Running), Messages, "Messages that a handler is at.");
        Counter(TopiaryDiagnostics.HandlerDropped, "QoS 0 messages that found their handler's queue full.", static route => route.Dropped);
        Counter(TopiaryDiagnostics.HandlerRetries, "New tries after a handler threw.", static route => route.Retries);
        Counter(TopiaryDiagnostics.HandlerFailures, "Messages whose handling failed for good.", static route => route.Failures);
        Counter(TopiaryDiagnostics.HandlerDeadLetters, "Dead letters that were published.", static route => route.DeadLetters);
        Counter(TopiaryDiagnostics.HandlerUnreadable, "Messages whose payload could not be read.", static route => route.UnreadablePayloads);
        Counter(TopiaryDiagnostics.HandlerUnreadableLevels, "Messages of which a level of the topic did not parse.", static route => route.UnreadableLevels);
        return runtimes;

        void Counter(string name, string description, Func<RouteState, long> read) =>
            meter.CreateObservableCounter(name, () => OfRoutes(read), Messages, description);

        IEnumerable<Measurement<long>> OfHandlers(Func<IHandlerDispatcher, long> read) =>
            from runtime in runtimes.ToList()
            from handler in runtime.Dispatchers
            select new Measurement<long>(
                read(handler), new(TelemetryTags.Handler, handler.Name), new(TelemetryTags.ClientId, runtime.Client.ClientId));

        IEnumerable<Measurement<long>> OfRoutes(Func<RouteState, long> read) =>
            from runtime in runtimes.ToList()
            from handler in runtime.Dispatchers
            from route in handler.Routes
            select new Measurement<long>(
                read(route),
                new(TelemetryTags.Handler, route.Options.Name),
                new(TelemetryTags.Template, route.Telemetry.Template),
                new(TelemetryTags.ClientId, runtime.Client.ClientId));
    }
}
